/// Which window of the facilitator is open: one at a time.
export type LeadWindow = 'blind' | 'vote' | 'curtain' | 'room' | 'rules' | 'chair' | 'end'

export class LeadWindows {
  shown = $state<LeadWindow>()

  is(which: LeadWindow): boolean {
    return this.shown === which
  }
  set(which: LeadWindow, open: boolean): void {
    if (open) this.shown = which
    else if (this.shown === which) this.shown = undefined
  }
}
