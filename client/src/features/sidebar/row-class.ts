/** A row of the side bar. `data-active` is where one is, `data-unread` has something new, `data-quiet` stays silent. */
export const rowClass =
  'group/row flex h-(--nav-row) items-center gap-2 rounded-md px-2 text-ui text-muted outline-offset-[-2px] select-none hover:bg-hover data-quiet:opacity-65 data-unread:font-semibold data-unread:text-ink data-active:bg-accent-soft data-active:text-accent-ink coarse:text-base';
