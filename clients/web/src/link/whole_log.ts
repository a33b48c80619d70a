/// All records of a meeting that the viewer may see now, page by page; for replay and report.
import type { Record } from '@/gen/meeting/v1/record_pb'
import { records } from './api'

export async function wholeLog(meeting: string): Promise<Record[]> {
  const all: Record[] = []
  for (let from = 1n; ;) {
    const page = await records(meeting, from)
    all.push(...page.records)
    if (page.last || page.upto < from) return all
    from = page.upto
  }
}
