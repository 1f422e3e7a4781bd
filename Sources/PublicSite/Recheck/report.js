// What a recheck came to: steps in plain words, findings with their places, and one of four verdicts (docs/format.md
// section 9).

const MAXIMUM_LISTED = 100;

/** A sentence in both languages of the page. */
function words(zh, en) {
  return { zh, en };
}

/** Collects what is found. Every finding belongs to a stage, so that the step of that stage says where it failed. */
class Report {
  constructor(kind) {
    this.kind = kind;
    this.subject = '';
    this.ledger = '';
    this.size = 0;
    this.founding = '';
    this.findings = [];
    this.findingCount = 0;
    this.isCutOnly = true;
    this.hidden = [];
    this.hiddenCount = 0;
    this.steps = [];
    this.marks = [];
    this.draws = [];
    this.isAgreed = false;
  }

  say(stage, code, index, detail, what) {
    this.findingCount += 1;
    if (code !== 'tree.cut') this.isCutOnly = false;
    const finding = {
      stage, code, index: index === undefined ? null : index, what: what || null,
      detail: shown(detail === undefined || detail === null ? '' : String(detail), 120),
    };
    if (this.findings.length < MAXIMUM_LISTED || !this.findings.some((known) => known.stage === stage)) {
      this.findings.push(finding);
    }
  }

  /** Runs a check; a refusal becomes a finding, and what is not shown is counted. Any other error is a fault of ours. */
  guard(stage, index, check) {
    try {
      return check();
    } catch (error) {
      this.caught(stage, index, error);
      return null;
    }
  }

  /** The same for a check that takes its time. */
  async guardLong(stage, index, check) {
    try {
      return await check();
    } catch (error) {
      this.caught(stage, index, error);
      return null;
    }
  }

  caught(stage, index, error) {
    if (error instanceof NotDisclosed) this.hide(index, error.what);
    else if (error instanceof Refused) this.say(stage, error.code, index, error.detail);
    else throw error;
  }

  hide(index, what) {
    this.hiddenCount += 1;
    if (this.hidden.length < MAXIMUM_LISTED) this.hidden.push({ index, what });
  }

  mark(index, what) {
    if (this.marks.length < MAXIMUM_LISTED) this.marks.push({ index, what });
  }

  /** Adds a step. Its state is `bad` where its stage has a finding. */
  step(stage, title, state, text) {
    const isBad = this.findings.some((finding) => finding.stage === stage);
    this.steps.push({ stage, title, state: isBad ? 'bad' : state, text });
  }

  get verdict() {
    if (this.kind === 'inputs') return 'unchecked';
    if (this.findingCount > 0) return this.isCutOnly ? 'cut' : 'altered';
    return this.isAgreed ? 'consistent' : 'unchecked';
  }

  /** What a page shows, as a plain object that can be handed between threads. */
  plain() {
    const { kind, subject, ledger, size, founding, verdict, findings, findingCount, hidden, hiddenCount, steps, marks, draws } = this;
    return { kind, subject, ledger, size, founding, verdict, findings, findingCount, hidden, hiddenCount, steps, marks, draws };
  }
}

/** Checks signatures in groups, so that the browser can work on many at once. */
class SignatureQueue {
  constructor(ed25519, report) {
    this.ed25519 = ed25519;
    this.report = report;
    this.jobs = [];
    this.checked = 0;
    this.withoutKey = 0;
    this.authors = new Set();
  }

  add(jobs) {
    jobs.forEach((job) => {
      if (job.key) this.jobs.push(job);
      else this.withoutKey += 1;
    });
  }

  async flush() {
    const jobs = this.jobs;
    this.jobs = [];
    const held = await Promise.all(jobs.map((job) => this.ed25519.holds(job.signature, job.text, job.key)));
    jobs.forEach((job, at) => {
      if (!held[at]) this.report.say('signatures', 'signature.wrong', job.index, job.name);
      this.authors.add(job.name);
    });
    this.checked += jobs.length;
  }
}
