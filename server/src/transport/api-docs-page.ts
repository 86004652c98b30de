/** The page at `/api`: everything of the OpenAPI document that a person wants to read, without a line of script. */
import { errorCodes, limits, type RateClass } from '@atrium/shared';
import { groupBy } from '../core/group-by.ts';
import { budgets } from '../core/rate-limits.ts';
import { type Html, html } from './api-docs-html.ts';
import type { ApiDocs, CommandDocs, JsonSchema } from './api-docs-openapi.ts';
import { boundsOf, type Field, fieldsOf, typeOf, variantsOf } from './api-docs-shape.ts';

export function docsPage(docs: ApiDocs, version: string): string {
  const nouns = groupBy(docs.commands, ({ noun }) => noun);
  const shapes = Object.entries(docs.schemas).toSorted(([one], [other]) => one.localeCompare(other));
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>Atrium API</title>
        <link rel="stylesheet" href="/api/docs.css" />
      </head>
      <body>
        <a class="skip" href="#commands">Skip to the commands</a>
        <nav aria-label="Contents">
          <p class="brand">Atrium <span>API ${version}</span></p>
          <ul>
            <li><a href="#use">How to use it</a></li>
            <li><a href="#errors">Errors</a></li>
            <li><a href="#rates">Rates and sizes</a></li>
            <li><a href="#events">Socket events</a></li>
            <li><a href="#shapes">Shapes</a></li>
          </ul>
          ${[...nouns].map(
            ([noun, commands]) =>
              html`<details open>
                <summary>${noun}</summary>
                <ul>
                  ${commands.map(({ name }) => html`<li><a href="#${name}">${name}</a></li>`)}
                </ul>
              </details>`,
          )}
        </nav>
        <main>
          <h1>Atrium API</h1>
          ${introduction(docs)} ${errorTable()} ${rateTable()}
          <h2 id="commands">Commands</h2>
          ${[...nouns].map(
            ([noun, commands]) =>
              html`<h3 class="noun" id="noun-${noun}">${noun}</h3>
                ${commands.map(commandSection)}`,
          )}
          <h2 id="events">Socket events</h2>
          <p>What the server sends on a socket, without being asked.</p>
          ${docs.events.map(
            ({ name, summary, schema }) =>
              html`<article id="event-${name}">
                <h4><code>${name}</code></h4>
                <p>${summary}</p>
                ${shape(schema)}
              </article>`,
          )}
          <h2 id="shapes">Shapes</h2>
          ${shapes.map(
            ([name, schema]) =>
              html`<article id="shape-${name}">
                <h4><code>${name}</code></h4>
                ${description(schema)}${shape(schema)}
              </article>`,
          )}
        </main>
      </body>
    </html> `;
  return page.text;
}

function introduction({ commands }: ApiDocs): Html {
  return html`<section id="use">
    <h2>How to use it</h2>
    <p>
      There is one way in: ${commands.length} commands, each <code>noun.verb</code>, each with one strict
      shape for what goes in and what comes out. A field that is not named here is refused. The same as data:
      <a href="/api/openapi.json">openapi.json</a> (OpenAPI 3.1).
    </p>
    <p>
      <strong>Over HTTP</strong>, send the input as JSON to <code>POST /api/&lt;command&gt;</code>. The answer
      is the output itself, or an <code>{"error": …}</code> with the code’s status.
    </p>
    <pre><code>curl https://chat.example.org/api/message.post \\
  -H 'Authorization: Bearer atb_…' -H 'Content-Type: application/json' \\
  -d '{"channelId": "…", "clientId": "0123456789abcdef", "body": "Hello"}'</code></pre>
    <p>
      <strong>Over a socket</strong> (Socket.IO, WebSocket only): connect with
      <code>auth: {protocol: 1, token: 'atb_…'}</code>, then
      <code>emitWithAck('message.post', input)</code> answers <code>{ok: true, result}</code> or
      <code>{ok: false, error}</code>.
    </p>
    <p>
      <strong>Programs</strong> use a bot’s token. It can do what its bot may and its scopes allow, in the
      channels it is for. <strong>Browsers</strong> are known by their session’s cookie, which counts only
      together with our own <code>Origin</code> and the header <code>X-Atrium: 1</code>. There is no CORS.
    </p>
    <p>
      <strong>Sending again.</strong> A command that writes into a channel carries a <code>clientId</code> of
      your making. The same command under the same id is done once, however often it is sent.
    </p>
  </section>`;
}

function errorTable(): Html {
  const rows = Object.entries(errorCodes).map(
    ([code, { status, retryable }]) =>
      html`<tr id="error-${code}">
        <td><code>${code}</code></td>
        <td>${status}</td>
        <td>${retryable ? 'yes' : 'no'}</td>
      </tr>`,
  );
  return html`<section id="errors">
    <h2>Errors</h2>
    <p>
      Compare the code, never the message. <em>Again</em> says whether the very same request may be sent
      again, after <code>retryAfterMs</code> (over HTTP also <code>Retry-After</code>) where it is given. What
      you may not see does not exist: <code>not_found</code>.
    </p>
    <div class="scroll">
      <table>
        <thead>
          <tr>
            <th scope="col">Code</th>
            <th scope="col">HTTP</th>
            <th scope="col">Again</th>
          </tr>
        </thead>
        <tbody>
          ${rows}
        </tbody>
      </table>
    </div>
  </section>`;
}

function rateTable(): Html {
  const rows = Object.entries(budgets).map(
    ([rate, { member, newcomer, address }]) =>
      html`<tr id="rate-${rate}">
        <td><code>${rate}</code></td>
        ${[member, newcomer, address].map(({ points, perSeconds }) => html`<td>${points.toLocaleString('en')} in ${perSeconds} s</td>`)}
      </tr>`,
  );
  return html`<section id="rates">
    <h2>Rates and sizes</h2>
    <p>
      A body over HTTP holds at most ${limits.httpBodyBytesMax.toLocaleString('en')} bytes, a frame on a
      socket ${limits.frameBytesMax.toLocaleString('en')}; ${limits.commandsInFlightPerSocket} commands may be
      under way on one socket.
    </p>
    <div class="scroll">
      <table>
        <thead>
          <tr>
            <th scope="col">Class</th>
            <th scope="col">A member</th>
            <th scope="col">A newcomer or guest</th>
            <th scope="col">An address</th>
          </tr>
        </thead>
        <tbody>
          ${rows}
        </tbody>
      </table>
    </div>
  </section>`;
}

const ways = { both: 'HTTP and socket', http: 'HTTP only', socket: 'socket only' };

function commandSection({
  name,
  summary,
  access,
  transport,
  rate,
  input,
  output,
  errors,
}: CommandDocs): Html {
  return html`<article id="${name}">
    <h4>
      <a href="#${name}"><code>${name}</code></a>
    </h4>
    <p>${summary}</p>
    <p class="facts">
      <span>${ways[transport]}</span><span>${access === 'anyone' ? 'no session needed' : 'members'}</span
      ><a href="#rate-${rate}">rate: ${rate satisfies RateClass}</a>
    </p>
    <h5>In</h5>
    ${fieldTable(fieldsOf(input))}
    <h5>Out</h5>
    ${'$ref' in output ? html`<p>${typeOf(output)}</p>` : fieldTable(fieldsOf(output))}
    <details>
      <summary>May be refused with ${errors.length} codes</summary>
      <p class="codes">${errors.map((code) => html`<a href="#error-${code}"><code>${code}</code></a> `)}</p>
    </details>
  </article>`;
}

function shape(schema: JsonSchema): Html {
  if (typeof schema['$ref'] === 'string') return html`<p>${typeOf(schema)}</p>`;
  const variants = variantsOf(schema);
  if (variants.length === 0) return fieldTable(fieldsOf(schema));
  return html`<p>One of these ${variants.length}:</p>
    ${variants.map((variant) => shape(variant))}`;
}

function description({ description: text }: JsonSchema): Html | null {
  return typeof text === 'string' ? html`<p>${text}</p>` : null;
}

function fieldTable(fields: Field[]): Html {
  if (fields.length === 0) return html`<p class="nothing">nothing: <code>{}</code></p>`;
  const rows = fields.map(
    ({ name, schema, isRequired }) =>
      html`<tr>
        <td><code>${name}</code>${isRequired ? null : html` <span class="optional">optional</span>`}</td>
        <td>${typeOf(schema)}</td>
        <td>${boundsOf(schema)}</td>
      </tr>`,
  );
  return html`<div class="scroll">
    <table>
      <thead>
        <tr>
          <th scope="col">Field</th>
          <th scope="col">Type</th>
          <th scope="col">Notes</th>
        </tr>
      </thead>
      <tbody>
        ${rows}
      </tbody>
    </table>
  </div>`;
}
