/** Text in XML and HTML, and the frame of pages that need nothing beside them. */
const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** As the content of an element or the value of an attribute; what XML 1.0 §2.2 has no place for becomes U+FFFD. */
export const escaped = (text: string): string =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  text.replace(/[&<>"']/g, (character) => entities[character]!).replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '\ufffd');

/** A whole page, which runs no script and fetches nothing; `kind`: the class of its body. */
export const page = ({ title, style, kind, body }: PageParts): string =>
  [
    '<!DOCTYPE html>',
    '<html lang="en">',
    '<head>',
    '<meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">`,
    `<title>${escaped(title)}</title>`,
    `<style>${style}</style>`,
    '</head>',
    kind === undefined ? '<body>' : `<body class="${kind}">`,
    ...body,
    '</body>',
    '</html>',
    '',
  ].join('\n');

interface PageParts {
  readonly title: string;
  /** CSS. */
  readonly style: string;
  readonly kind?: string;
  readonly body: readonly string[];
}
