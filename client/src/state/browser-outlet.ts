import type { NoticeOutlet } from './notifications.ts';

let audio: AudioContext | null = null;

/** The browser's own notifications, and two soft notes made here: no file to load. */
export const browserOutlet: NoticeOutlet = {
  permission: () => ('Notification' in globalThis ? Notification.permission : 'unsupported'),
  ask: async () => ('Notification' in globalThis ? Notification.requestPermission() : 'unsupported'),
  show({ tag, title, body, onOpen }) {
    const notice = new Notification(title, { tag, body, icon: '/icon.svg', silent: true });
    notice.addEventListener('click', () => {
      window.focus();
      onOpen();
      notice.close();
    });
  },
  sound() {
    // Before somebody has touched the page, browsers keep it silent; that is theirs to decide.
    if (!('AudioContext' in globalThis) || navigator.userActivation?.hasBeenActive === false) return;
    audio ??= new AudioContext();
    for (const [index, frequency] of [660, 880].entries())
      playNote(audio, frequency, audio.currentTime + index * 0.09);
  },
};

function playNote(context: AudioContext, frequency: number, at: number): void {
  const tone = context.createOscillator();
  const volume = context.createGain();
  tone.frequency.value = frequency;
  volume.gain.setValueAtTime(0, at);
  volume.gain.linearRampToValueAtTime(0.08, at + 0.01);
  volume.gain.exponentialRampToValueAtTime(0.0001, at + 0.25);
  tone.connect(volume).connect(context.destination);
  tone.start(at);
  tone.stop(at + 0.3);
}
