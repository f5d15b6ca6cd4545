// Emoji short names, the common set.

const TABLE = `
smile 😄 smiley 😃 grinning 😀 slightly_smiling_face 🙂 wink 😉 blush 😊 joy 😂 sweat_smile 😅 laughing 😆 thinking_face 🤔 neutral_face 😐
relieved 😌 sunglasses 😎 heart_eyes 😍 cry 😢 sob 😭 confused 😕 worried 😟 open_mouth 😮 exploding_head 🤯 partying_face 🥳 sleeping 😴 zzz 💤
nerd_face 🤓 upside_down_face 🙃 hugging_face 🤗 shrug 🤷 facepalm 🤦 raising_hand 🙋 point_up ☝️ point_right 👉 point_left 👈 point_down 👇
+1 👍 thumbsup 👍 -1 👎 thumbsdown 👎 clap 👏 raised_hands 🙌 pray 🙏 wave 👋 muscle 💪 ok_hand 👌 handshake 🤝 writing_hand ✍️ eyes 👀 speech_balloon 💬
thought_balloon 💭 heart ❤️ orange_heart 🧡 yellow_heart 💛 green_heart 💚 blue_heart 💙 sparkles ✨ star ⭐ star2 🌟 dizzy 💫 fire 🔥 boom 💥 zap ⚡
tada 🎉 confetti_ball 🎊 trophy 🏆 medal 🏅 dart 🎯 gift 🎁 balloon 🎈 rocket 🚀 seedling 🌱 herb 🌿 deciduous_tree 🌳 leaves 🍃 sunflower 🌻
sunrise 🌅 city_sunset 🌇 sunny ☀️ partly_sunny ⛅ rainbow 🌈 crescent_moon 🌙 snowflake ❄️ umbrella ☔ coffee ☕ tea 🍵 cake 🍰 pizza 🍕
white_check_mark ✅ heavy_check_mark ✔️ ballot_box_with_check ☑️ x ❌ negative_squared_cross_mark ❎ warning ⚠️ no_entry ⛔ no_entry_sign 🚫 question ❓
grey_question ❔ exclamation ❗ bangbang ‼️ information_source ℹ️ bulb 💡 bell 🔔 no_bell 🔕 mute 🔇 loudspeaker 📢 mega 📣 lock 🔒 unlock 🔓 key 🔑
shield 🛡️ link 🔗 paperclip 📎 pushpin 📌 round_pushpin 📍 bookmark 🔖 label 🏷️ mag 🔍 memo 📝 pencil ✏️ pencil2 ✏️ page_facing_up 📄
clipboard 📋 books 📚 book 📖 open_book 📖 notebook 📓 calendar 📆 date 📅 spiral_calendar_pad 🗓️ clock1 🕐 alarm_clock ⏰ stopwatch ⏱️
timer_clock ⏲️ hourglass ⌛ hourglass_flowing_sand ⏳ chart_with_upwards_trend 📈 chart_with_downwards_trend 📉 bar_chart 📊 computer 💻 keyboard ⌨️
gear ⚙️ wrench 🔧 hammer_and_wrench 🛠️ package 📦 email 📧 inbox_tray 📥 outbox_tray 📤 speaking_head_in_silhouette 🗣️ busts_in_silhouette 👥
bust_in_silhouette 👤 robot_face 🤖 brain 🧠 mortar_board 🎓 school 🏫 briefcase 💼 moneybag 💰 construction 🚧 arrow_right ➡️ arrow_left ⬅️
arrow_up ⬆️ arrow_down ⬇️ arrows_counterclockwise 🔄 repeat 🔁 recycle ♻️ heavy_plus_sign ➕ heavy_minus_sign ➖ one 1️⃣ two 2️⃣ three 3️⃣ four 4️⃣ five 5️⃣
red_circle 🔴 large_orange_circle 🟠 large_yellow_circle 🟡 large_green_circle 🟢 large_blue_circle 🔵 white_circle ⚪ black_circle ⚫ large_blue_diamond 🔷
small_blue_diamond 🔹 small_orange_diamond 🔸 checkered_flag 🏁 triangular_flag_on_post 🚩 crossed_fingers 🤞 v ✌️ 100 💯 wastebasket 🗑️ house 🏠
`;

const PAIRS = TABLE.trim().split(/\s+/);
const EMOJI = new Map();
for (let i = 0; i < PAIRS.length; i += 2) EMOJI.set(PAIRS[i], PAIRS[i + 1]);

export const QUICK = [
  "+1", "tada", "raised_hands", "eyes", "white_check_mark", "heart", "clap", "pray", "rocket", "bulb", "fire", "trophy",
  "joy", "thinking_face", "question", "sparkles", "muscle", "seedling", "handshake", "memo", "star", "wave", "coffee", "100",
];

/** Return the character of a short name, or null for one we do not know. */
export function emoji(name) {
  return EMOJI.get(name.split("::")[0]) ?? null;
}
