"""What is checked from outside the code: the protocol, the server, the files, and the app in a browser."""
