"""The front-end's own sentences. What a job says comes from the desk, in the asker's language already."""

from __future__ import annotations

from typing import Final

TEXTS: Final[dict[str, dict[str, str]]] = {
    "en": {
        "reading": "Reading your sketch…",
        "too_large": "{name} has {size:.1f} MB; at most {most:g} MB can be read. Save it smaller and send it again.",
        "no_picture": "That message has no picture. Choose one with an image attached.",
        "not_read": "Discord did not hand over {name}. Send it once more.",
        "kept": "Kept as a reference for your next /color.",
        "ours": "Something went wrong on our side. Nothing was changed; please try again in a minute.",
        "restarting": "The bot is restarting. Please try again in a minute.",
        "no_jobs": "You have no jobs yet. Start one with /color.",
        "nothing_to_cancel": "You have no job that is waiting or being worked on.",
        "too_large_to_send": "This file is too large to be sent here, in every form there is.",
    },
    "zh": {
        "reading": "正在读取线稿……",
        "too_large": "{name} 有 {size:.1f} MB,最多可读取 {most:g} MB。请缩小后重新发送。",
        "no_picture": "这条消息里没有图片,请选择带图片的消息。",
        "not_read": "无法从 Discord 取得 {name},请再发送一次。",
        "kept": "已保存,将作为你下一次 /color 的参考图。",
        "ours": "我们这边出错了,没有任何更改;请一分钟后再试。",
        "restarting": "机器人正在重启,请一分钟后再试。",
        "no_jobs": "你还没有任务。用 /color 开始吧。",
        "nothing_to_cancel": "你没有等待中或进行中的任务。",
        "too_large_to_send": "这个文件的所有格式都太大,无法在这里发送。",
    },
    "ja": {
        "reading": "線画を読み込んでいます……",
        "too_large": "{name} は {size:.1f} MB です(上限 {most:g} MB)。小さくして送り直してください。",
        "no_picture": "そのメッセージには画像がありません。画像付きのものを選んでください。",
        "not_read": "{name} を Discord から受け取れませんでした。もう一度送ってください。",
        "kept": "次の /color の参考画像として保存しました。",
        "ours": "こちら側で問題が起きました。何も変更されていません。1 分後にもう一度お試しください。",
        "restarting": "ボットを再起動しています。1 分後にもう一度お試しください。",
        "no_jobs": "まだ仕事はありません。/color で始められます。",
        "nothing_to_cancel": "待機中・作業中の仕事はありません。",
        "too_large_to_send": "このファイルはどの形式でも大きすぎて、ここには送れません。",
    },
}


def say(locale: str, code: str, **values: object) -> str:
    """The sentence in the language of a BCP 47 tag, English where we have none."""
    return TEXTS.get(locale.split("-")[0].lower(), TEXTS["en"])[code].format(**values)
