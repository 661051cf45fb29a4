// The time limit of a request.

/** A timeout that each sign of life restarts. */
export class Deadline {
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly milliseconds: number,
    private readonly expire: () => void,
  ) {
    this.restart();
  }

  restart(): void {
    this.clear();
    if (Number.isFinite(this.milliseconds)) this.timer = setTimeout(this.expire, this.milliseconds);
  }

  clear(): void {
    clearTimeout(this.timer);
  }
}
