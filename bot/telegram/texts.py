"""The front-end's own sentences. What a job says comes from the desk, in the asker's language already."""

from __future__ import annotations

from typing import Final

TEXTS: Final[dict[str, dict[str, str]]] = {
    "en": {
        "reading": "Reading your sketch…",
        "how": "Send a sketch as a photo or, better, as a file; its caption is the hints, for example "
        "`hair: pink @ top; eyes: #3af`. Or reply to a picture with /color and hints. More with /help.",
        "send_as_file": "Telegram recompresses photos: send the sketch as a file for its full size and quality.",
        "too_large": "{name} has {size:.1f} MB; at most {most:g} MB can be read. Save it smaller and send it again.",
        "telegram_limit": "Telegram lets bots read files of up to 20 MB, and {name} is larger. "
        "Save it as PNG with fewer colours, or at a smaller size, and send it again.",
        "no_picture": "{name} is not a picture that can be read. Send a PNG, JPEG, WebP or GIF.",
        "animation": "Telegram turned this into a video. Send the sketch as a photo or as a PNG file.",
        "not_read": "Telegram did not hand over {name}. Send it once more.",
        "no_sketch": "That message is not a picture. Reply to a photo or an image file, or send one with the hints.",
        "other_result": "Only the one who sent this sketch can refine it. Reply to the sketch itself instead.",
        "ours": "Something went wrong on our side. Nothing was changed; please try again in a minute.",
        "old_button": "This button is of another version. Please send the sketch again.",
        "no_jobs": "You have no pictures here yet. Send a sketch to begin.",
        "jobs": "Your pictures, newest first:",
        "nothing_to_cancel": "You have no picture that is waiting or being worked on.",
        "forgotten": "Deleted: {count} pictures, with their sketches and results.",
        "too_large_to_send": "This file is too large to be sent here, in every form there is.",
        "left_out": "Too large to send here: {names}. The buttons offer smaller forms.",
        "privacy": "**What is kept:** your Telegram id and name, the pictures and hints that you send, and the "
        "results, so that the buttons work; and presets and characters that you save, until you delete them. "
        "Pictures, hints and results are deleted after some days, at once with **Delete** under a result, "
        "and all together with /forget. They are shown to nobody else and train nothing. "
        "In groups the bot reads only what is meant for it.",
        "command.color": "Colour a picture: reply to it, hints behind",
        "command.preset": "Presets: list, show, create, delete, default",
        "command.character": "Characters: list, save, show, delete",
        "command.jobs": "Your pictures and how far they are",
        "command.cancel": "Take back the newest picture that is not done",
        "command.help": "How hints are written",
        "command.privacy": "What is kept, and for how long",
        "command.forget": "Delete everything kept for you",
        "state.queued": "waiting",
        "state.running": "being coloured",
        "state.done": "done",
        "state.failed": "failed",
        "state.cancelled": "taken back",
    },
    "zh": {
        "reading": "正在读取线稿……",
        "how": "请以照片或(更好)文件形式发送线稿,说明文字就是提示,例如 `hair: pink @ top; eyes: #3af`。"
        "也可以用 /color 加提示回复一张图片。详见 /help。",
        "send_as_file": "Telegram 会压缩照片:以文件形式发送线稿可保留完整尺寸和画质。",
        "too_large": "{name} 有 {size:.1f} MB,最多可读取 {most:g} MB。请缩小后重新发送。",
        "telegram_limit": "Telegram 只允许机器人读取 20 MB 以内的文件,而 {name} 更大。请缩小尺寸或减少颜色后重新发送。",
        "no_picture": "{name} 不是可读取的图片。请发送 PNG、JPEG、WebP 或 GIF。",
        "animation": "Telegram 把它转成了视频。请以照片或 PNG 文件发送线稿。",
        "not_read": "无法从 Telegram 取得 {name},请再发送一次。",
        "no_sketch": "那条消息不是图片。请回复一张照片或图片文件,或连同提示一起发送图片。",
        "other_result": "只有发送线稿的人可以修改结果。请直接回复线稿本身。",
        "ours": "我们这边出错了,没有任何更改;请一分钟后再试。",
        "old_button": "这个按钮来自另一个版本。请重新发送线稿。",
        "no_jobs": "你还没有图片。发送一张线稿开始吧。",
        "jobs": "你的图片,最新的在前:",
        "nothing_to_cancel": "你没有等待中或进行中的图片。",
        "forgotten": "已删除 {count} 张图片及其线稿和结果。",
        "too_large_to_send": "这个文件的所有格式都太大,无法在这里发送。",
        "left_out": "太大,无法在这里发送:{names}。可用按钮取得较小的格式。",
        "privacy": "**保存的内容:** 你的 Telegram 编号和名字、你发送的图片和提示以及结果,这样按钮才能使用;"
        "还有你保存的预设和角色,直到你删除。"
        "图片、提示和结果会在几天后删除;用结果下的“删除”可立即删除,用 /forget 可全部删除。不会给别人看,也不用于训练。"
        "在群组中,机器人只读取发给它的内容。",
        "command.color": "给图片上色:回复图片并写上提示",
        "command.preset": "预设：列表、查看、新建、删除、默认",
        "command.character": "角色：列表、保存、查看、删除",
        "command.jobs": "你的图片及进度",
        "command.cancel": "取消最新的未完成图片",
        "command.help": "提示的写法",
        "command.privacy": "保存什么,保存多久",
        "command.forget": "删除为你保存的一切",
        "state.queued": "等待中",
        "state.running": "上色中",
        "state.done": "完成",
        "state.failed": "失败",
        "state.cancelled": "已取消",
    },
    "ja": {
        "reading": "線画を読み込んでいます……",
        "how": "線画を写真か、できればファイルで送ってください。説明文がヒントになります(例: "
        "`hair: pink @ top; eyes: #3af`)。画像に /color とヒントで返信することもできます。詳しくは /help。",
        "send_as_file": "Telegram は写真を圧縮します。ファイルとして送ると元の大きさと画質のままです。",
        "too_large": "{name} は {size:.1f} MB です(上限 {most:g} MB)。小さくして送り直してください。",
        "telegram_limit": "Telegram ではボットが読めるファイルは 20 MB までで、{name} はそれより大きいです。"
        "小さくするか色数を減らして送り直してください。",
        "no_picture": "{name} は読み込める画像ではありません。PNG、JPEG、WebP、GIF を送ってください。",
        "animation": "Telegram が動画に変換しました。線画を写真か PNG ファイルで送ってください。",
        "not_read": "{name} を Telegram から受け取れませんでした。もう一度送ってください。",
        "no_sketch": "そのメッセージは画像ではありません。写真か画像ファイルに返信するか、ヒント付きで送ってください。",
        "other_result": "直せるのは線画を送った人だけです。線画そのものに返信してください。",
        "ours": "こちら側で問題が起きました。何も変更されていません。1 分後にもう一度お試しください。",
        "old_button": "このボタンは別の版のものです。線画を送り直してください。",
        "no_jobs": "まだ画像はありません。線画を送ると始まります。",
        "jobs": "あなたの画像(新しい順):",
        "nothing_to_cancel": "待機中・作業中の画像はありません。",
        "forgotten": "{count} 枚の画像を線画と結果ごと削除しました。",
        "too_large_to_send": "このファイルはどの形式でも大きすぎて、ここには送れません。",
        "left_out": "大きすぎて送れません: {names}。ボタンから小さい形式を選べます。",
        "privacy": "**保存するもの:** Telegram の ID と名前、送られた画像とヒント、結果です(ボタンを使えるように)。"
        "保存したプリセットとキャラクターは削除するまで残ります。"
        "画像、ヒント、結果は数日後に削除され、"
        "結果の「削除」ですぐに、/forget ですべて削除できます。他の人には見せず、学習にも使いません。"
        "グループではボット宛てのものだけを読みます。",
        "command.color": "画像に色を塗る: 返信してヒントを書く",
        "command.preset": "プリセット：一覧・表示・作成・削除・既定",
        "command.character": "キャラクター：一覧・保存・表示・削除",
        "command.jobs": "あなたの画像と進み具合",
        "command.cancel": "終わっていない最新の画像を取り消す",
        "command.help": "ヒントの書き方",
        "command.privacy": "何をいつまで保存するか",
        "command.forget": "保存されたものをすべて削除",
        "state.queued": "待機中",
        "state.running": "作業中",
        "state.done": "完了",
        "state.failed": "失敗",
        "state.cancelled": "取り消し済み",
    },
}

LANGUAGES = tuple(TEXTS)
COMMANDS = ("color", "preset", "character", "jobs", "cancel", "help", "privacy", "forget")
"""What Telegram suggests behind a slash; each has a text `command.NAME`."""


def say(locale: str, code: str, **values: object) -> str:
    """The sentence in the language of a BCP 47 tag, English where we have none."""
    return TEXTS.get(locale.split("-")[0].lower(), TEXTS["en"])[code].format(**values)
