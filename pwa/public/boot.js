// Before the first paint: the look that was chosen on this phone, so that nothing flashes in someone's eyes.
{
  const root = document.documentElement;
  root.dataset.theme = 'light';
  try {
    const look = JSON.parse(localStorage.getItem('gridwalk-look') ?? '{}');
    if (look.language) root.lang = look.language;
    if (look.text) root.dataset.text = look.text;
    if (look.theme) root.dataset.theme = look.theme;
  } catch {
    // Without storage the app opens in its first look.
  }
}
