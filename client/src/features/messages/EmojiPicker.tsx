import { EmojiPicker as Picker } from 'frimousse';

/** The data comes from our own server: by itself the picker would ask a CDN. */
const dataUrl = '/emoji';

export default function EmojiPicker({ onPick }: { onPick: (emoji: string) => void }) {
  return (
    <Picker.Root
      emojibaseUrl={dataUrl}
      locale="en"
      columns={9}
      onEmojiSelect={({ emoji }) => onPick(emoji)}
      className="isolate flex h-80 w-80 max-w-[calc(100vw-1.5rem)] flex-col"
    >
      <Picker.Search
        autoFocus
        aria-label="Find an emoji"
        placeholder="Find an emoji"
        className="m-2 h-9 rounded-lg bg-canvas px-3 text-sm shadow-[inset_0_0_0_1px_var(--c-line-strong)] outline-none focus-visible:shadow-[inset_0_0_0_2px_var(--c-accent)] dark:bg-sunken"
      />
      <Picker.Viewport className="relative min-h-0 flex-1 outline-none">
        <Picker.Loading className="absolute inset-0 flex items-center justify-center text-ui text-muted">
          Loading…
        </Picker.Loading>
        <Picker.Empty className="absolute inset-0 flex items-center justify-center text-ui text-muted">
          None is called that.
        </Picker.Empty>
        <Picker.List
          className="pb-2 select-none"
          components={{
            CategoryHeader: ({ category, ...rest }) => (
              <div {...rest} className="bg-raised px-3 pt-2 pb-1 text-xs font-medium text-faint">
                {category.label}
              </div>
            ),
            Row: ({ children, ...rest }) => (
              <div {...rest} className="px-2">
                {children}
              </div>
            ),
            Emoji: ({ emoji, ...rest }) => (
              <button
                {...rest}
                className="flex h-8 flex-1 items-center justify-center rounded-md text-xl data-active:bg-hover"
              >
                {emoji.emoji}
              </button>
            ),
          }}
        />
      </Picker.Viewport>
      <div className="flex h-9 items-center gap-2 border-t border-line px-3 text-xs text-muted">
        <Picker.ActiveEmoji>
          {({ emoji }) =>
            emoji ? (
              <>
                <span className="text-base">{emoji.emoji}</span>
                <span className="truncate">{emoji.label}</span>
              </>
            ) : (
              'Choose one'
            )
          }
        </Picker.ActiveEmoji>
      </div>
    </Picker.Root>
  );
}
