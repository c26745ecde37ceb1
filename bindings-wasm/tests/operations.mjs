// What each operation of the vectors does in JavaScript: `(library, input) => result`. An operation that is not here
// fails its cases.

export const operations = {
  "text.fold": (lib, { text }) => ({ text: lib.fold(text) }),
  "text.normalize": (lib, { text }) => ({ text: lib.normalize(text) }),
  "amount.parse": (lib, { text, unit }) => {
    const amount = lib.parseAmount(text);
    return unit === undefined ? { amount } : { amount, rials: lib.convert(amount, unit, "rial") };
  },
  "amount.add": (lib, { a, b }) => ({ amount: lib.add(a, b) }),
  "amount.convert": (lib, { amount, from, to }) => ({ amount: lib.convert(amount, from, to) }),
  "calendar.parse_date": (lib, { text }) => ({ date: new lib.PersianDate(text) }),
  "calendar.to_gregorian": (lib, { date }) => ({ gregorian: new lib.PersianDate(date).iso }),
  "calendar.from_gregorian": (lib, { gregorian }) => ({ date: lib.PersianDate.fromIso(gregorian) }),
  "calendar.period_bounds": (lib, { period, basis }) => {
    const [first, last] = new lib.FiscalPeriod(period).window(basis);
    return { first, last };
  },
  "calendar.is_leap": (lib, { year }) => ({ leap: lib.isLeap(year) }),
  "classification.lookup": (lib, { list, code, year }) => lib.classification.lookup(list, code, year),
  "classification.crosswalk": (lib, { code, from, to, list }) => ({
    code: lib.classification.crosswalk(code, from, to, { list }),
  }),
  "classification.plan_code": (lib, { text, schemes }) => lib.classification.planCode(text, { schemes }),
  "classification.misc_row": (lib, { text }) => lib.classification.miscRow(text),
  "classification.agency_code": (lib, { text }) => ({ code: lib.classification.agencyCode(text) }),
  "agreement.terms": (lib, { agreement, date }) => ({ terms: new lib.Agreement(agreement).termsOn(date) }),
  "agreement.amend": (lib, { agreement, amendment }) => ({
    terms: new lib.Agreement(agreement).amend(amendment).latestTerms(),
  }),
};
