// Uploads a file with tus-js-client as the phone does: some chunks, a break, and then the rest from where it stands.
//   node tus_js.mjs PWA_FOLDER '{"url", "token", "file", "record", "sha256", "breakAfter"}'
// Prints {"offsets": [what the server said after each chunk], "resumedAt", "location"}.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'

const [folder, given] = process.argv.slice(2)
const { Upload } = createRequire(`${folder}/package.json`)('tus-js-client')
const { url, token, file, record, sha256, breakAfter } = JSON.parse(given)
const content = readFileSync(file)
const offsets = []
const options = {
  endpoint: `${url}/api/uploads`,
  headers: { Authorization: `Bearer ${token}` },
  metadata: { attachment: record, sha256, filename: '照片.jpg' },
  chunkSize: 40_000,
  retryDelays: [0, 100],
}

function send(more) {
  return new Promise((resolve, reject) => {
    let chunks = 0
    const upload = new Upload(content, {
      ...options,
      ...more,
      onError: reject,
      onSuccess: () => resolve(upload.url),
      onChunkComplete: (_size, accepted) => {
        offsets.push(accepted)
        chunks += 1
        if (!more.uploadUrl && chunks === breakAfter) upload.abort().then(() => resolve(upload.url))
      },
    })
    upload.start()
  })
}

const location = await send({})
const resumedAt = offsets.at(-1)
if (resumedAt < content.length) await send({ uploadUrl: location })
console.log(JSON.stringify({ offsets, resumedAt, location }))
