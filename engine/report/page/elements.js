// The parts of the page are put together from these elements.

const byId = (id) => document.getElementById(id);

// Names may hold any character: they only ever become text nodes and attribute values.
function el(tag, attributes, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (name === 'onclick') element.addEventListener('click', value);
    else if (value === true) element.setAttribute(name, '');
    else if (value !== false && value !== null && value !== undefined) element.setAttribute(name, value);
  }
  element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false && child !== ''));
  return element;
}

const tag = (kind, text) => el('span', { class: `tag ${kind}` }, text);

function tableLink(name, reveal = true) {
  const index = indexOf.get(name);
  if (index === undefined) return el('span', { class: 'name' }, name);
  return el('button', { class: 'link name', type: 'button', 'data-table': index, onclick: (event) => select('table', index, reveal, event) }, name);
}

const referenceLink = (index, text) =>
  el('button', { class: 'link name', type: 'button', 'data-reference': index, onclick: (event) => select('reference', index, true, event) }, text);

// A page that was opened from a file may be refused the clipboard; then the text is left selected.
async function copy(button, text, from) {
  let done = true;
  try { await navigator.clipboard.writeText(text); } catch { done = false; }
  if (!done && from) getSelection().selectAllChildren(from);
  button.textContent = done ? 'Copied' : 'Selected';
  setTimeout(() => { button.textContent = button.dataset.label; }, 1600);
}

function copyButton(label, text, from) {
  return el('button', { class: 'button', type: 'button', 'data-label': label, onclick: (event) => copy(event.currentTarget, text, from) }, label);
}

function block(text) {
  const pre = el('pre', null, text);
  return el('div', { class: 'block' }, pre, copyButton('Copy', text, pre));
}

const pairs = (entries) => el('dl', { class: 'pairs' }, entries.filter(Boolean).map(([name, ...value]) => [el('dt', null, name), el('dd', null, value)]));

const tags = (list) => list.map(([kind, text]) => tag(kind, text));
