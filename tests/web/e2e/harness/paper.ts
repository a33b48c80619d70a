/// A report as a row of lines that two forms of it can be compared by: `## heading`, `- entry` with two spaces for each
/// list it stands in, `> quotation`, `| row |`, `**kind**`, and other words as they are; all white space alike.
import type { Locator } from '@playwright/test'

const alike = (text: string): string => text.replaceAll(/\s+/gu, ' ').trim()

/// What the Markdown means, of as much Markdown as a report uses.
export function markdownPaper(markdown: string): string[] {
  const lines = markdown.replaceAll('\\\n', '\n\u0000').split('\n')
  const paper: string[] = []
  for (const line of lines) {
    const last = paper.length - 1
    // A line that was broken by its writer goes on.
    if (line.startsWith('\u0000')) paper[last] = `${paper[last] ?? ''} ${line.slice(1).trim().replace(/^> /u, '')}`
    else if (line.trim() !== '' && line !== '>' && !/^\|[ |-]+\|$/u.test(line)) paper.push(line)
  }
  return paper.map((line) => {
    const [, indent = '', mark = '', text = ''] = /^( *)(#+ |- |> |)(.*)$/u.exec(line) ?? []
    const cells = line.startsWith('| ') ? line.slice(2, -2).split(/(?<!\\) \| |(?<!\\) \|(?= )/u) : undefined
    if (cells) return `| ${cells.map((cell) => alike(unescaped(cell))).join(' | ')} |`
    const kind = /^\*\*(.*)\*\*$/u.exec(line)?.[1]
    if (kind !== undefined) return `**${alike(unescaped(kind))}**`
    return indent + mark + alike(unescaped(text))
  })
}

function unescaped(text: string): string {
  return text
    .replaceAll(/\\([\\`*_[\]{}|~$!#+\-=:.)])/gu, '$1')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')
}

/// What stands on the page, in the order in which it is read. `article`: the report.
export async function pagePaper(article: Locator): Promise<string[]> {
  const paper = await article.evaluate((report) => {
    const paper: string[] = []
    const words = (element: Element | null | undefined): string =>
      (element?.textContent ?? '').replaceAll(/\s+/gu, ' ').trim()
    const lists = (element: Element): number => {
      let depth = -1
      for (let at: Element | null = element; at && at !== report; at = at.parentElement) {
        if (at.tagName === 'UL') ++depth
      }
      return depth
    }
    const entry = (item: Element): string => {
      const [text, about] = [...item.children].filter((child) => child.tagName === 'P')
      if (text) return words(text) + (about ? ` (${words(about)})` : '')
      const own = item.cloneNode(true) as Element
      for (const list of own.querySelectorAll('ul')) list.remove()
      return words(own)
    }
    for (const element of report.querySelectorAll('h1, h2, h3, h4, dl > div, p, li, tr')) {
      const tag = element.tagName
      if (/^H\d$/u.test(tag)) paper.push(`${'#'.repeat(Number(tag.slice(1)))} ${words(element)}`)
      else if (tag === 'DIV')
        paper.push(`- ${words(element.querySelector('dt'))}: ${words(element.querySelector('dd'))}`)
      else if (tag === 'LI') paper.push(`${'  '.repeat(lists(element))}- ${entry(element)}`)
      else if (tag === 'TR') paper.push(`| ${[...element.children].map(words).join(' | ')} |`)
      else if (element.closest('blockquote')) {
        paper.push(`> ${words(element)}`)
        const who = element.parentElement?.querySelector('footer')
        if (who) paper.push(`> ${words(who)}`)
      } else if (!element.closest('li')) paper.push(words(element))
    }
    return paper
  })
  return paper
}
