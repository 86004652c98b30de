/** Of a text that is on its way: faint once that takes longer than it mostly does, so that nothing flickers. */
export const waitingClass = 'animate-[wait_150ms_500ms_forwards]';
