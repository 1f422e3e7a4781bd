// One recheck: bytes and options in, a report out.

/**
 * Rechecks a file.
 * @param bytes the file, an array of bytes: a bundle or a whole export.
 * @param inputs `checkpoint` (a kept checkpoint, text), `founding` (what the founding sheet says: base64 or words),
 *   `witnesses` (verifier keys, one a line); each may be empty.
 * @param progress called as (phase, done, total); what it gives is awaited.
 */
async function recheck(bytes, inputs, progress) {
  const options = { ed25519: new Ed25519(), witnesses: [], progress: progress || (() => undefined) };
  const broken = new Report('file');
  try {
    await options.ed25519.start();
    readInputs(inputs || {}, options);
    need(latin(bytes.subarray(0, 7)) === 'FORMAT\0' || latin(bytes.subarray(BLOCK, BLOCK + 7)) === 'ssj/v1/',
      'file.foreign', '');
  } catch (error) {
    // A slip of who asks says nothing about the ledger.
    const slip = new Report('inputs');
    slip.caught('inputs', null, error);
    return { report: slip.plain(), answer: () => [] };
  }
  let check = null;
  try {
    const members = readTar(bytes);
    const format = members.has('FORMAT') ? latin(members.get('FORMAT').subarray(0, 64)) : '';
    need(format === EXPORT_FORMAT || format === BUNDLE_FORMAT, 'export.malformed', 'FORMAT');
    check = format === EXPORT_FORMAT ? new ExportCheck(members, options) : new BundleCheck(members, options);
    await check.run();
    check.report.native = Boolean(options.ed25519.native);
  } catch (error) {
    const report = check ? check.report : broken;
    report.caught('form', null, error);
    report.step('form', words('文件格式', 'Form of the file'), 'bad', words('文件不完整或不是本账本的文件。',
      'The file is damaged, or no file of this ledger.'));
    return { report: report.plain(), answer: () => [] };
  }
  return {
    report: check.report.plain(),
    answer: (query) => {
      const text = query.trim();
      const id = options.codes.has(text) ? options.codes.get(text) : text;
      return options.audits.filter((audit) => audit.isOfObjects && !audit.isVoid).map((audit) => audit.answer(utf8(id)));
    },
  };
}

/** The leaf hash of entry 0, or its first 20 bytes or more, from a founding sheet; null where it is neither. */
function foundingHash(text) {
  const whole = unbase64(text.replace(/^sha256:/, ''), 32);
  if (whole !== null) return whole;
  const read = text.toLowerCase().split(/[\s·、，,.。]+/).filter((word) => !/^[0-9]*$/.test(word))
    // The sheet numbers its words. Chinese words have two characters each and may stand without spaces.
    .flatMap((word) => (/^[\u4e00-\u9fff]{4,}$/.test(word) ? word.match(/../gu) : [word]));
  const bytes = read.map((word) => WORDS.findIndex((pair) => pair.includes(word)));
  return bytes.length >= 20 && bytes.length <= 32 && !bytes.includes(-1) ? String.fromCharCode(...bytes) : null;
}

function readInputs({ checkpoint, founding, witnesses }, options) {
  if (checkpoint && checkpoint.trim() !== '') {
    // Pasting loses the last line's end and turns line ends; neither is in the signed text otherwise.
    options.checkpoint = utf8(checkpoint.replace(/\r\n/g, '\n').replace(/^\s+|\s+$/g, '') + '\n');
    parseCheckpoint(options.checkpoint);
  }
  if (founding && founding.trim() !== '') {
    options.founding = foundingHash(founding.trim());
    need(options.founding !== null, 'founding.malformed', founding.trim());
  }
  (witnesses || '').split(/\s*\n\s*/).filter((line) => line !== '').forEach((line) => {
    const key = parseVerifierKey(line, false);
    need(key.algorithm === COSIGNATURE, 'vkey.malformed', line.slice(0, 60));
    options.witnesses.push(key);
  });
}
