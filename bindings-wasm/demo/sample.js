// A sample for the form: the agency, its lines and its figures are inventions.

const AGENCY = "967003";
const line = (number, kind, title, approved, more = {}) => ({
  agency: AGENCY,
  line: number,
  province: "67",
  year: "1404",
  kind,
  title,
  approved,
  amended: approved,
  ...more,
});

export const agency = { code: AGENCY, title: "دستگاه راه ایلام (فرضی)" };

/** The credit lines of the agreement. */
export const agreement = [
  line("1", "expense", "حقوق و مزایا", "420000", { source: "PROV_EXPENSE", chapter: "1" }),
  line("2", "expense", "استفاده از کالا و خدمات", "86500", { source: "PROV_EXPENSE", chapter: "2" }),
  line("3", "capital", "بهسازی راه روستایی دره‌شهر", "150000", { source: "PROV_CAPITAL", chapter: "1", county: "1603" }),
  line("4", "capital", "تکمیل پل سیکان", "64000", { source: "PROV_CAPITAL", chapter: "1", county: "1603" }),
].map((row) => ({ ...row, agency_title: agency.title }));

/** What was approved for the three months. */
export const previous = [
  { agency: AGENCY, line: "1", kind: "expense", allocated: "105000", spent: "98000", paid: "98000" },
  { agency: AGENCY, line: "3", kind: "capital", allocated: "30000", spent: "21000", paid: "21000", physical_progress: "18" },
];

/** What the expert has typed so far, with the mistakes of a long day. */
export const typed = {
  1: { allocated: "۲۱۰٬۰۰۰", received: "۲۱۰٬۰۰۰", secured: "۲۱۰٬۰۰۰", committed: "۲۰۰٬۰۰۰", spent: "۱۹۶٬۰۰۰", paid: "۱۹۶٬۰۰۰" },
  2: { allocated: "۴۰٬۰۰۰", received: "۴۰٬۰۰۰", secured: "۴۰٬۰۰۰", committed: "۴۰٬۰۰۰", spent: "۴۱٬۵۰۰", paid: "۳۹٬۰۰۰" },
  3: { allocated: "70000", received: "70000", secured: "70000", committed: "65000", spent: "12/5", paid: "52000", physical_progress: "41" },
  4: {},
};
