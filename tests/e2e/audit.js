// Looks at the page that is shown and tells what a person could not see, reach or read. Gives a list of sentences.
//
// In each of `what.texts` (sizes of type): sideways scroll, cut words, sizes of targets, names. In each of
// `what.themes`: every text against what is behind it, at least 7 : 1. With `what.language`: nothing but its words.
//
// The rule for targets: whatever can be tapped is 48 px high and wide. A control hidden behind its label counts as
// large as the label; an invisible edge (`::after`) laid around an element counts as part of it.
(what) => {
  const TARGET = 48;
  const CONTRAST = 7;
  const found = new Set();
  let look = '';
  const tell = (fault) => found.add(look ? `${look}: ${fault}` : fault);
  const shown = (element) => {
    const style = getComputedStyle(element);
    if (style.visibility !== 'visible' || style.display === 'none') return false;
    if (!element.checkVisibility() || element.closest('[inert], [aria-hidden="true"]')) return false;
    const box = element.getBoundingClientRect();
    return box.width > 1 && box.height > 1;
  };
  const say = (element) => {
    const name = element.dataset?.testid ? `[${element.dataset.testid}]` : `.${element.className || element.tagName}`;
    return `${name} "${(element.innerText ?? element.value ?? '').trim().slice(0, 24)}"`;
  };
  const all = [...document.querySelectorAll('body *')].filter((element) => !(element instanceof SVGElement && element.tagName !== 'svg'));

  function layout() {
    const root = document.documentElement;
    if (root.scrollWidth > innerWidth) tell(`the page is ${root.scrollWidth} px wide on a screen of ${innerWidth}`);
    for (const element of all) {
      if (!shown(element)) continue;
      const style = getComputedStyle(element);
      const wider = element.scrollWidth > element.clientWidth + 1;
      if (wider && /auto|scroll/.test(style.overflowX) && element.tagName !== 'TEXTAREA')
        tell(`${say(element)} scrolls sideways`);
      const cut = wider && /hidden|clip/.test(style.overflowX) && element.innerText;
      if (cut && !element.closest('[data-content]') && !element.querySelector('[data-content], svg, img, i'))
        tell(`${say(element)} is cut off`);
    }
    for (const element of document.querySelectorAll('a[href], button, input, select, textarea, summary')) {
      // A control that is hidden behind its label is as large as the label.
      const hidden = element.matches('.unseen');
      const target = hidden ? element.closest('label') : element;
      if (!target || !shown(target)) continue;
      const { width, height, left, right } = reach(target);
      if (height < TARGET - 0.5 || width < TARGET - 0.5)
        tell(`${say(target)} is ${Math.round(width)} × ${Math.round(height)} px`);
      if (left < -0.5 || right > innerWidth + 0.5) tell(`${say(target)} leaves the screen`);
      if (!nameOf(element)) tell(`${element.tagName} ${say(element)} has no name`);
    }
  }

  // A finger also hits what an element's own invisible edge adds: `::after` laid over it.
  function reach(element) {
    const box = element.getBoundingClientRect();
    const after = getComputedStyle(element, '::after');
    if (after.content === 'none' || after.position !== 'absolute') return box;
    const [width, height] = [Number.parseFloat(after.width), Number.parseFloat(after.height)];
    return {
      width: Math.max(box.width, width || 0),
      height: Math.max(box.height, height || 0),
      left: box.left,
      right: box.right,
    };
  }

  function nameOf(element) {
    const labels = [...(element.labels ?? [])].map((label) => label.innerText).join(' ');
    const by = element.getAttribute('aria-labelledby');
    const other = by ? document.getElementById(by)?.innerText : '';
    return [element.getAttribute('aria-label'), other, labels, element.innerText].some((name) => name?.trim());
  }

  const colour = (text) => {
    const parts = (text.match(/[\d.]+/g) ?? []).map(Number);
    return { r: parts[0] ?? 0, g: parts[1] ?? 0, b: parts[2] ?? 0, a: parts[3] ?? 1 };
  };
  const over = (top, under) => {
    const mix = (name) => top[name] * top.a + under[name] * (1 - top.a);
    return { r: mix('r'), g: mix('g'), b: mix('b'), a: 1 };
  };
  const light = ({ r, g, b }) => {
    const part = (value) => (value / 255 <= 0.04045 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4);
    return 0.2126 * part(r) + 0.7152 * part(g) + 0.0722 * part(b);
  };
  function behind(element) {
    const layers = [];
    for (let at = element; at; at = at.parentElement) {
      const layer = colour(getComputedStyle(at).backgroundColor);
      if (layer.a > 0) layers.push(layer);
      if (layer.a === 1) break;
    }
    return layers.reverse().reduce((under, top) => over(top, under), { r: 255, g: 255, b: 255, a: 1 });
  }

  function contrast() {
    const looked = new Set();
    const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walk.nextNode()) {
      const element = walk.currentNode.parentElement;
      if (!walk.currentNode.data.trim() || looked.has(element) || !shown(element)) continue;
      looked.add(element);
      // What cannot be used now may be fainter.
      if (element.closest(':disabled, .viewer, script, style')) continue;
      compare(element, getComputedStyle(element).color);
    }
    for (const element of document.querySelectorAll('input, select, textarea')) {
      if (element.matches('.unseen') || !shown(element)) continue;
      compare(element, getComputedStyle(element).color);
      if (element.placeholder) compare(element, getComputedStyle(element, '::placeholder').color);
    }
  }

  function compare(element, ink) {
    const ground = behind(element);
    const top = colour(ink);
    for (let at = element; at; at = at.parentElement) top.a *= Number(getComputedStyle(at).opacity);
    const [one, other] = [light(over(top, ground)), light(ground)].sort((a, b) => b - a);
    const ratio = (one + 0.05) / (other + 0.05);
    if (ratio < CONTRAST) tell(`${say(element)} has a contrast of ${ratio.toFixed(1)}`);
  }

  function words() {
    const lines = [];
    const read = (element) => {
      if (!shown(element) || element.matches('[data-content], script, style, option, .sign-in-language')) return;
      for (const name of ['aria-label', 'placeholder', 'title', 'alt'])
        if (element.hasAttribute(name)) lines.push(element.getAttribute(name));
      for (const node of element.childNodes) {
        if (node.nodeType === Node.TEXT_NODE) lines.push(node.data);
        else if (node.nodeType === Node.ELEMENT_NODE) read(node);
      }
    };
    read(document.body);
    // A name in a caption that is read out is content there as well.
    const contents = [...document.querySelectorAll('[data-content]')].map((element) => element.innerText.trim());
    const bare = lines.map((line) => contents.filter(Boolean).reduce((rest, content) => rest.replaceAll(content, ''), line));
    for (const line of bare) {
      if (/\b[a-z][A-Za-z]+(\.[a-z][A-Za-z_]+)+\b/.test(line)) tell(`"${line.trim()}" is a key, no word`);
      if (/[{}]|undefined|\bnull\b|NaN/.test(line)) tell(`"${line.trim()}" was not filled in`);
      const foreign = what.language === 'en' ? /\p{Script=Han}/u : /[A-Za-z]{4,}/;
      if (foreign.test(line.replaceAll(/Gridwalk|Language|English|中文|语言/g, ''))) tell(`"${line.trim()}" is not ${what.language}`);
    }
    if (document.documentElement.lang !== what.language) tell(`the page says it is ${document.documentElement.lang}`);
  }

  const { dataset } = document.documentElement;
  const { text, theme } = dataset;
  if (what.language) words();
  for (const one of what.texts ?? []) {
    dataset.text = one;
    look = `${one} type`;
    layout();
  }
  dataset.text = text ?? 'normal';
  for (const one of what.themes ?? []) {
    dataset.theme = one;
    look = one;
    contrast();
  }
  dataset.theme = theme ?? 'light';
  return [...found];
}
