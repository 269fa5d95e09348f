plain-weekday = { $short ->
    [Mon] 星期一
    [Tue] 星期二
    [Wed] 星期三
    [Thu] 星期四
    [Fri] 星期五
    [Sat] 星期六
   *[Sun] 星期日
}
plain-month = { $number }月
plain-moment = { $month }{ $day }日{ $weekday } { $time }
plain-days = { $count } 天
plain-hours = { $count } 小时
plain-minutes = { $count } 分钟
plain-seconds = { $count } 秒
plain-touches = { $count } 次联系
plain-leads = { $count } 条线索

plain-and = { $first }，{ $second }
plain-sentence = { $words }。

plain-hello = leadclock，文字模式。输入 help 查看命令。
plain-goodbye = 再见。一切均已保存。
plain-help-or-next = 输入 help 查看命令，输入 next 打开一条线索。
plain-no-command = { $words }：没有这个命令。输入 help 查看。
plain-no-number = 没有第 { $number } 条；列表共 { $count } 条。
plain-find-what = 请说明要找什么：姓名、公司、产品，或视图，例如 find view:overdue。
plain-not-understood = 无法理解：{ $why }。
plain-found = 找到 { $leads }。
plain-no-more = 没有更多了。
plain-more = 还有 { $count } 条：输入 more，或 find 加姓名。
plain-nothing-owed = 没有需要答复的人。
plain-last-one = 这是最后一条。输入 next 从头开始。
plain-no-lead = 没有打开的线索。输入 next，或列表中的编号。
plain-gone = 该线索已不存在：已被抹除，或已与另一条合为一条。
plain-summary = { $overdue } 条逾期，{ $soon } 条即将到期，{ $open } 条待处理。
plain-done-today = 今日已完成：记录 { $touches }，{ $qualified } 条合格，{ $dismissed } 条关闭。
plain-left-today = 今日剩余：{ $overdue } 条逾期，午夜前还有 { $more } 条到期。
plain-after-today = 今日之后：{ $time }，{ $name }。

plain-no-name = 无姓名
plain-qualified = 已合格
plain-heads-up = 其中一个产品由合作伙伴负责
plain-overdue = 已逾期 { $span }
plain-due-soon = 即将到期，剩余 { $span }
plain-left = 剩余 { $span }

plain-nobody-named = 无姓名
plain-why = 为何现在：{ $why }。
plain-time = 时间：{ $time }。
plain-offer = 产品：{ $offer }。
plain-wrote = 对方写道：“{ $text }”
plain-warning = 注意：{ $warning }。
plain-entries-before = 此前还有 { $count } 条：输入 history 查看。
plain-note = 备注：“{ $text }”
plain-happened = { $time }：{ $what }。
plain-happened-by = { $time }：{ $what }，由 { $who }。
plain-standing = 阶段{ $stage }，状态{ $status }，{ $touches }
plain-standing-dismissed = { $standing }，已关闭：{ $reason }
plain-standing-last = { $standing }，最近一次在 { $time }
plain-standing-owner = { $standing }，负责人 { $owner }。
plain-nobody = 无
plain-planned = 计划：{ $time }。
plain-planned-step = 计划：{ $time }，{ $step }。
plain-snoozed = 暂缓至 { $time }。
plain-milestone = 里程碑：{ $milestone }，{ $time }。
plain-still-open = 判定合格前尚未满足：{ $item }。{ $asks }
plain-known = 判定合格前已知：{ $items }。
plain-mail = 邮件
plain-phone = 电话
plain-way = { $way }：{ $value }
plain-way-barred = { $way }：{ $value }，但{ $why }。
plain-no-way = { $way }：{ $why }。
plain-none = 无
plain-same = 可能与 { $name } 是同一人，编号 { $id }：{ $reasons }。

plain-yes = 是
plain-no = 否
plain-better = 改期
plain-ask-when = 什么时间？例如：tue 9am，in 2 days。
plain-ask-outcome = { $channel }的结果如何？
plain-ask-dismiss = 为何关闭？
plain-ask-milestone = 达到了哪个里程碑？
plain-ask-note = 备注内容是什么？
plain-ask-which = 哪些项？
plain-ask-whom = 分配给谁？
plain-ask-qualify = 尚未满足：{ $items }。输入 tick 和已满足的项，或说明为何仍然值得：
plain-none-of-them = { $words } 不在其中。{ $question }
plain-not-about-a-lead = 这与线索无关。
plain-no-checklist = 此线索没有清单。
plain-opt-out-how = 请输入 opt out mail、opt out calls，或 opt out 表示完全不再联系。
plain-note-too-long = 备注不能超过 { $most } 字节。
plain-choices-as-before = 选项同前；空行表示放弃。
plain-nothing-done = 未作任何更改。
plain-not-done = 未执行：{ $why }。
plain-wait = 请注意：{ $why }。
plain-all-the-same-or-better = 更好的时间是 { $time }。仍然继续吗？输入 是、否，或 改期 以安排到那时：
plain-all-the-same = 仍然继续吗？输入 是 或 否：
plain-saved = 已保存：{ $what }，{ $name }。
plain-saved-then = 已保存：{ $what }，{ $name }，{ $then }。
plain-then-next = 输入 next 打开下一条线索。
plain-not-saved = 未保存：{ $why }。没有任何更改。
plain-nothing-to-undo = 这里没有可撤销的决定。
plain-nothing-to-redo = 自上次决定以来没有撤销过任何内容。
plain-took-back = 已撤销：{ $what }，{ $whom }。已保存。
plain-restored = 已恢复：{ $what }，{ $whom }。已保存。

plain-help-numbers = 输入编号可打开列表中该编号的线索。
plain-help-empty = 提问时，空行表示放弃。
plain-help-row = { $command }：{ $does }。
plain-help-next = 打开下一条要答复的线索
plain-help-list = 按紧急程度列出线索，每次十条
plain-help-more = 接下来的十条
plain-help-find = 包含这些词的线索
plain-help-read = 再读一遍当前线索
plain-help-history = 它的全部历史
plain-help-call = 记录电话，例如：call no answer
plain-help-mail = 记录邮件，例如：mail sent
plain-help-meeting = 记录会议
plain-help-touch = 记录其他联系
plain-help-follow-up = 计划下一次联系：follow up tue 9am
plain-help-snooze = 在此之前不再显示
plain-help-nurture = 长期搁置；不写时间则按计划
plain-help-tick = 已满足的前提：tick budget need
plain-help-untick = 重新标为未满足
plain-help-qualify = 值得走完整流程；仍有未满足项时需说明原因
plain-help-milestone = 合格线索进展到哪一步
plain-help-dismiss = 不再跟进：dismiss spam
plain-help-opt-out = 对方不再需要此方式；或完全不再联系
plain-help-reopen = 恢复处理
plain-help-note = 写一条备注
plain-help-assign = 分配给某人；不分配：assign nobody
plain-help-undo = 撤销你的上一个决定；redo 恢复
plain-help-today = 今天完成了什么，还剩什么
plain-help-quit = 退出；一切均已保存
