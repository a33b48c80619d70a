/// What may stand in a text, one rule for all that enters: server/base/text_rule.h says it and why, and
/// tests/vectors/model/text_rule.json holds both to it. A text here may also hold half of a surrogate pair, which the
/// server's cannot: it goes as well.

/// A name is one line, and turns nobody's direction.
export type TextUse = 'text' | 'name'

// eslint-disable-next-line no-control-regex -- these are what it is about
const unfitInText = /[\x00-\x08\x0B-\x1F\x7F\uFEFF\p{Noncharacter_Code_Point}\p{Surrogate}]/u
const unfitInName = /[\p{Control}\uFEFF\u2028\u2029\p{Noncharacter_Code_Point}\p{Surrogate}\p{Bidi_Control}]/u
const unfit = { text: unfitInText, name: unfitInName }
const allUnfit = { text: new RegExp(unfitInText, 'gu'), name: new RegExp(unfitInName, 'gu') }

// A vertical tab is the soft return of a word processor.
const lineEnds = /\r\n|[\n-\r\x85\u2028\u2029]/gu

/// The first sign that may not stand there, as U+FEFF.
export function unfitSign(text: string, use: TextUse = 'text'): string | undefined {
  const [sign] = unfit[use].exec(text) ?? []
  return sign && `U+${(sign.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`
}

/// What comes from elsewhere, as it may stand here: every kind of line's end is \n, in a name a space; what else may not
/// stand there is gone.
export function cleaned(text: string, use: TextUse = 'text'): string {
  const oneKind = text.replace(lineEnds, use === 'name' ? ' ' : '\n')
  return (use === 'name' ? oneKind.replaceAll('\t', ' ') : oneKind).replace(allUnfit[use], '')
}
