// telegram-test-api 4.2.1 as python-telegram-bot can use it: node server.js <port>
//
// Its own code keeps the messages, makes the updates and numbers them; here only its
// answers are mended where they differ from core.telegram.org/bots/api.
'use strict';

const express = require('express');
const TelegramServer = require('telegram-test-api');

const EMPTY_POLL_MS = 500; // the package answers at once, which makes a poller spin
const TRUE_IF_MISSING = new Set([
  'sendChatAction', 'setMyCommands', 'setMyDescription', 'setMyShortDescription',
]);

const port = Number(process.argv[2]);
const witness = new TelegramServer({ host: '127.0.0.1', port, storeTimeout: 600 });

function edited({ chat_id: chat, message_id: id }) {
  const kept = witness.storage.botMessages.find((u) => String(u.messageId) === String(id));
  return {
    message_id: Number(id),
    date: Math.floor(Date.now() / 1000),
    chat: { id: Number(chat), type: 'private', first_name: 'Bot' },
    text: kept ? kept.message.text : '',
  };
}

const MEND = {
  getMe: (me) => ({ ...me, is_bot: true }),
  sendMessage: (m) => ({
    message_id: m.message_id, date: Math.floor(m.date / 1000), chat: m.chat, text: m.text,
  }),
  editMessageText: (_, body) => edited(body),
  editMessageReplyMarkup: (_, body) => edited(body),
  answerCallbackQuery: () => true,
  deleteMessage: () => true,
  getUpdates: (updates) => updates.map((update) => (
    'callback_query' in update
      ? { ...update, callback_query: { ...update.callback_query, chat_instance: '1' } }
      : update)),
};

const app = express();
app.all('/bot:token/:method', (request, response, next) => {
  const { method } = request.params;
  if (TRUE_IF_MISSING.has(method)) {
    response.json({ ok: true, result: true });
    return;
  }
  const json = response.json.bind(response);
  response.json = (body) => {
    if (!body.ok) return json({ ok: false, error_code: 501, description: body.message });
    const mend = MEND[method];
    const result = mend ? mend(body.result, request.body) : body.result;
    const wait = method === 'getUpdates' && result.length === 0 ? EMPTY_POLL_MS : 0;
    setTimeout(() => json({ ...body, result }), wait);
    return response;
  };
  next();
});
app.use(witness.webServer);
app.listen(port, '127.0.0.1', () => process.stdout.write('ready\n'));
