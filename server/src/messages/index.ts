import { edit } from './edit.ts';
import { get } from './get.ts';
import { history } from './history.ts';
import { pin } from './pin.ts';
import { pins } from './pins.ts';
import { post } from './post.ts';
import { react } from './react.ts';
import { remove } from './delete.ts';
import { unpin } from './unpin.ts';

export const messageHandlers = [edit, get, history, pin, pins, post, react, remove, unpin];
