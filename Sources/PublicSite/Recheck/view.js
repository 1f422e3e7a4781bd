// How a report is shown. Elements are made one by one and text is set as text, so that nothing from a file becomes markup.

function language() {
  return /^zh/i.test(document.documentElement.lang) ? 'zh' : 'en';
}

function say(pair) {
  return pair[language()];
}

/** An element with a class, and text or children. */
function make(name, className, content) {
  const element = document.createElement(name);
  if (className) element.className = className;
  (Array.isArray(content) ? content : content === undefined ? [] : [content]).forEach((part) => {
    if (part !== null) element.append(part);
  });
  return element;
}

function stateMark(state) {
  const sign = { ok: '✓', rechecked: '✓', bad: '✗', differs: '✗', hidden: '–', open: '–', pending: '…' }[state];
  const kind = { rechecked: 'ok', differs: 'bad' }[state] || state;
  const mark = make('span', 'rk-state rk-' + kind, [make('span', '', sign + ' '), say(STATES[state])]);
  mark.firstChild.setAttribute('aria-hidden', 'true');
  return mark;
}

/** A table with a caption; cells are texts or elements. */
function table(caption, head, rows) {
  const row = (cells, name) => make('tr', '', cells.map((cell) => {
    const element = make(name, '', cell === null || cell === undefined ? '' : typeof cell === 'object' ? cell : String(cell));
    if (name === 'th') element.scope = 'col';
    return element;
  }));
  const scroll = make('div', 'rk-scroll', make('table', '', [
    make('caption', '', caption), make('thead', '', row(head, 'th')), make('tbody', '', rows.map((cells) => row(cells, 'td')))]));
  // What scrolls must be reachable by keyboard, and have a name.
  scroll.tabIndex = 0;
  scroll.setAttribute('role', 'group');
  scroll.setAttribute('aria-label', caption);
  return scroll;
}

function code(text) {
  return make('code', '', text);
}

/** The line for a shell with what it prints. */
function typed(heading, line, result) {
  return make('div', 'rk-typed', [make('p', '', heading), make('pre', '', code('$ ' + line + (result ? '\n' + result : '')))]);
}

function findingItem(finding) {
  const parts = [];
  if (finding.index !== null) parts.push(make('strong', '', say(TEXT.entry(finding.index))), ' · ');
  if (finding.what) parts.push(say(finding.what), ' · ');
  parts.push(say(codeSentence(finding.code)), ' ', make('span', 'rk-code', '[' + finding.code + '] ' + finding.detail));
  return make('li', '', parts);
}

function drawView(draw) {
  const kind = say(draw.kind === 'objects' ? TEXT.ofObjects : TEXT.ofInspectors);
  const box = make('details', 'rk-draw', make('summary', '', [
    make('span', '', draw.draw + ' ' + kind + (draw.isVoid ? '（' + say(TEXT.void) + '）' : '') + ' '), stateMark(draw.state)]));
  box.dataset.draw = draw.draw;
  box.dataset.state = draw.state;
  box.append(make('p', '', say(draw.isVoid && draw.seed ? TEXT.suppressed : draw.text)));
  const list = make('ul', 'rk-checks');
  draw.checks.forEach((check) => list.append(make('li', check.outcome === 'differs' ? 'rk-wrong' : '', [
    stateMark(check.outcome), ' ', say(check.title), check.index === null ? '' : ' · ' + say(TEXT.entry(check.index)),
    check.outcome === 'differs' && check.detail ? make('span', 'rk-code', ' ' + check.detail) : null])));
  box.append(make('h4', '', say(TEXT.checks)), list);
  if (draw.freezeHash) box.append(make('p', '', [say(TEXT.freeze) + ' ', code(draw.freezeHash)]));
  if (draw.values.length > 0) {
    box.append(table(say(TEXT.values), [TEXT.slot, TEXT.party, TEXT.kind, TEXT.place, TEXT.value].map(say),
      draw.values.map((value) => [value.slot, value.party, say(KINDS[value.kind]), value.at, code(value.value)])));
  }
  if (draw.seed) box.append(make('p', '', [say(TEXT.seed) + ' ', code(draw.seed)]));
  if (draw.values.length > 0) {
    const lines = make('details', 'rk-lines', make('summary', '', say(TEXT.byHand)));
    draw.values.forEach((value) => lines.append(typed(say(TEXT.slot) + ' ' + value.slot, value.line, value.expected)));
    if (draw.seed) lines.append(typed(say(TEXT.seed), draw.seedLine, draw.seed));
    box.append(lines);
  }
  if (draw.strata.length > 0) {
    box.append(table(say(TEXT.strata), [TEXT.stratum, TEXT.inHat, TEXT.toDraw, TEXT.taken, TEXT.cut].map(say),
      draw.strata.map((row) => [say(stratumWord(row.name)), row.count, row.size, row.taken, row.cut ? code(row.cut) : '—'])));
  }
  if (draw.drawn.length > 0) {
    box.append(table(say(TEXT.drawn), [TEXT.object, TEXT.stratum, TEXT.inspection, TEXT.ticket].map(say),
      draw.drawn.map((row) => [row.id, say(stratumWord(row.stratum)), row.inspection, code(row.ticket)])));
    if (draw.drawnCount > draw.drawn.length) box.append(make('p', '', say(TEXT.shown(draw.drawn.length, draw.drawnCount))));
  }
  if (draw.teams.length > 0) {
    box.append(table(say(TEXT.teams), [TEXT.slot, TEXT.inspector].map(say), draw.teams.map((row) => [row.slot, row.inspector])));
  }
  return box;
}

/** The form that looks up one enterprise. */
function ownView(ask, number) {
  const input = make('input');
  input.id = 'rk-own-' + number;
  input.autocomplete = 'off';
  input.maxLength = 64;
  const label = make('label', '', say(TEXT.ownLabel));
  label.htmlFor = input.id;
  const output = make('div', 'rk-answers');
  output.setAttribute('role', 'status');
  const button = make('button', '', say(TEXT.ownButton));
  button.type = 'submit';
  const form = make('form', 'rk-own', [make('h3', '', say(TEXT.ownTitle)), label, make('div', 'rk-row', [input, button]), output]);
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    if (input.value.trim() === '') return;
    const answers = await ask(input.value);
    const known = answers.filter(({ outcome }) => outcome !== 'absent' && outcome !== 'hidden');
    output.textContent = '';
    if (answers.length === 0) output.append(make('p', '', say(TEXT.ownNone)));
    (known.length > 0 ? known : answers.slice(0, 5)).forEach((answer) => output.append(make('section', '', [
      make('h4', '', say(TEXT.draw) + ' ' + answer.draw), ...answerSentences(answer).map((sentence) => make('p', '', say(sentence))),
      answer.line ? typed(say(TEXT.typed), answer.line, answer.ticket) : null])));
  });
  return form;
}

function stepItem(step) {
  const item = make('li', '', [make('div', 'rk-title', [make('strong', '', say(step.title)), stateMark(step.state)]),
    step.state === 'bad' ? null : make('p', '', say(step.text))]);
  item.dataset.stage = step.stage;
  item.dataset.state = step.state;
  return item;
}

let views = 0;

/** Shows a report in a container. */
function showReport(report, container, ask) {
  views += 1;
  container.textContent = '';
  const verdict = VERDICTS[report.verdict];
  const title = make('h2', '', say(verdict.word));
  title.tabIndex = -1;
  const banner = make('div', 'rk-verdict rk-' + report.verdict, [title, make('p', '', say(report.kind === 'inputs' ? TEXT.notStarted : verdict.text)),
    report.ledger ? make('p', 'rk-subject', [report.subject, report.ledger].filter((part) => part).join(' · ')) : null]);
  banner.dataset.verdict = report.verdict;
  container.append(banner);
  if (report.findings.length > 0) {
    container.append(make('h3', '', say(TEXT.findings)), make('ol', 'rk-findings', report.findings.map(findingItem)));
    if (report.findingCount > report.findings.length) container.append(make('p', '', say(TEXT.more(report.findingCount))));
    if (report.kind !== 'inputs') container.append(make('p', 'rk-advice', say(TEXT.advice)));
  }
  if (report.steps.length > 0) {
    container.append(make('h3', '', say(TEXT.steps)), make('ol', 'rk-steps', report.steps.map(stepItem)));
  }
  const canAsk = report.draws.some(({ kind, isVoid }) => kind === 'objects' && !isVoid);
  if (canAsk) container.append(ownView(ask, views));
  if (report.draws.length > 0) {
    container.append(make('h3', '', say(TEXT.draws(report.draws.length))));
    report.draws.forEach((draw) => container.append(drawView(draw)));
  }
  const notes = (heading, items, tail) => {
    if (items.length === 0) return;
    container.append(make('details', '', [make('summary', '', say(heading)), tail ? make('p', '', say(tail)) : null,
      make('ul', '', items.map(({ index, what }) =>
        make('li', '', (index === null ? '' : say(TEXT.entry(index)) + ' · ') + say(what))))]));
  };
  notes(TEXT.marks, report.marks);
  notes(TEXT.hidden, report.hidden, TEXT.hiddenCount(report.hiddenCount));
  title.focus();
}
