/// A clock for what is shown in minutes. It only shows: nothing in a meeting happens because a clock ran out.
export class Ticking {
  now = $state(0)

  /// Call within an effect, and give back what it answers: that stops the clock.
  start(read: () => number, everyMs = 5000): () => void {
    this.now = read()
    const timer = setInterval(() => (this.now = read()), everyMs)
    return () => clearInterval(timer)
  }
}
