export default {
  selfCheck: {
    found:
      'This phone does not hold everything as the station has it. It is being fetched again; what you entered is not affected.',
    agrees:
      '{when}, this phone did not hold everything as the station has it. It was fetched again and agrees now.',
    stays:
      'This phone still does not hold everything as the station has it. What you entered is not affected; the station knows, and the phone tries again tomorrow.',
  },
};
