import manifest from '../../package.json' with { type: 'json' };

/** Of this server, as `account.status` tells it. */
export const { version } = manifest;
