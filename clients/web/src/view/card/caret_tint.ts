const tints = 5

/// Each has a colour of its own while there are few; the name says who it is.
export function caretTint(participant: string): number {
  let sum = 0
  for (const unit of participant) sum = (sum * 31 + (unit.codePointAt(0) ?? 0)) % 9973
  return sum % tints
}
