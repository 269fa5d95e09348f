menu-call = 电话结果如何？
menu-mail = 邮件结果如何？
menu-meet = 结果如何？
menu-dismiss = 为何关闭？
menu-follow-up = 何时跟进？
menu-snooze = 暂缓到何时？
menu-milestone = 达成了哪个里程碑？
menu-assign = 由谁负责？

menu-follow-up-words = 或输入：tue 9am、tomorrow、in 2 hours、dec 1
menu-snooze-words = 或输入：30m、tomorrow 9am、mon
menu-assign-words = 或按空格键，再输入姓名

menu-another-touch = 其他联系
menu-in-days = 再过 { $days } 天
menu-nurture-in-days = 培育：再过 { $days } 天
menu-for-hours = 暂缓 { $hours } 小时
menu-me = { $name }（我）
menu-nobody = 无人
menu-no-more-mails = 不关闭：不再发邮件
menu-no-more-calls = 不关闭：不再打电话
menu-follow-up-at = 于我方时间 { $time } 跟进
menu-nurture-until = 培育至 { $time }
menu-draft = 草稿：{ $template }

prompt-open-mail = 邮件
prompt-open-call = 电话

prompt-copy-mail = 地址
prompt-copy-phone = 号码
prompt-copy-name = 姓名
prompt-copy-company = 公司
prompt-copy-id = 编号
prompt-copy-all = 全部
prompt-copy-draft = 草稿

prompt-not-the-same = 不是同一人：{ $who }
prompt-part-again = 重新分开：{ $who }
prompt-part-all = 全部分开

prompt-action = { $help }
prompt-view = 视图：{ $name }
prompt-find = 输入几个字即可找到
prompt-nothing-found = 没有匹配的操作

said-no-answer = { $key } 不是可选的回答；按 Esc 返回
said-no-item = { $key } 不是清单中的项；按 Esc 返回
said-no-item-of-lead = { $key } 不是此线索清单中的项
said-no-view = { $key } 不是视图；按 Esc 返回
said-no-key-here = { $key } 在这里没有作用；按 Esc 返回
said-no-action = 没有匹配的操作；按 Esc 返回
said-not-answered = { $whom }：保持原样，提醒未得到回答
said-no-reason = 请说明原因，或按 Esc 返回
said-note-too-long = 备注不能再长了
said-note-empty = 备注为空，因此没有写入

said-read-only = 此处的数据库为只读，无法保存
said-no-lead = 这里没有选中线索
said-still-read = 线索仍在读取
said-no-card = 卡片在看板上移动
said-no-verb = 还没有执行过操作
said-not-beside-leads = 虚构线索请用 leadclock demo 单独打开
said-not-on-this-page = 此页不可用；按 Esc 返回线索
said-no-lead-in-hand = 此页没有选中的线索；按 Esc 返回
said-mark-first = 请先用空格键标记起点
said-too-many-marks = 超过 { $most } 条线索：请缩小筛选范围再全部标记
said-filter-first = 请先筛选，然后才能存为视图
said-no-undo = 这里没有可撤销的操作
said-no-redo = 上次决定之后没有撤销过
said-nothing-refused = 没有 CRM 拒绝过关于此线索的决定
said-tell-again = 将再次告知 CRM
said-nothing-overdue = 没有逾期线索
said-overdue-elsewhere = 各阶段均无逾期；“{ $snoozed }”或“{ $forgotten }”中有 { $number } 条

said-no-column = 那边没有列
said-only-the-customer = 阶段只由客户推进；按状态显示时才能移动卡片
said-not-new-again = 已联系过的线索不会再变新；撤销可收回一次联系

said-saved = 已保存
said-about = { $whom }：{ $words }
said-leads = { $number } 条线索
said-none-of = { $number } 条线索均未更改：{ $reasons }
said-but-left = { $whom }，另有 { $number } 条保持原样（{ $reasons }）
said-reasons = { $reason }；{ $another }
said-plans-next = 按 { $key } 安排下一步
said-note-written = 备注已写入
said-a-note = 一条备注
said-took-back = 已撤销：{ $what }
said-restored = 已恢复：{ $what }
said-linked = 已关联：同一个人，同一份历史
said-parted = 不是同一个人，已记住
said-nobody-similar = 没有看起来像同一个人的其他线索
said-nobody-linked = 没有关联，也没有看起来像同一个人的线索
said-view-saved = 已存为视图 { $name }

said-due-soon = 即将到期：{ $who }
said-left = { $name }，剩余 { $left }
said-and-more = { $who }，另有 { $number } 条

said-imported = 已读取 { $read } 条记录：新增 { $added } 条，归入 { $leads } 条线索
said-also = { $words }，{ $more }
said-known = { $number } 条已有
said-rejected = { $number } 条被拒（第 { $line } 行）
said-rejected-why = { $number } 条被拒（第 { $line } 行：{ $why }）
said-can-not-open = 无法打开 { $path }：{ $why }
said-can-not-read = 无法读取 { $name }：{ $why }
said-not-imported = 记录未能保存：{ $why }

said-feeds = 数据源：{ $feeds }
said-feed-is = { $feed } { $health }
said-new-records = { $number } 条新记录
said-nothing-new = 没有新记录
said-asking = 正在查询数据源…
said-none-asked = 没有需要查询的数据源：它们会自行发送
said-no-feed = 没有可查询的数据源；添加方法见 leadclock feed add --help

said-number-opened = 号码已交给电话程序；按 { $key } 记录结果
said-address-opened = 地址已交给邮件程序；按 { $key } 记录结果
said-draft-opened = 草稿已交给邮件程序
said-copied = { $what }已复制到剪贴板（如果终端支持）
said-not-edited = 编辑器没有保存，草稿保持原样
said-no-draft = 草稿保持原样：{ $why }
said-draft-header = 第 { $line } 行既不是 "To:" 也不是 "Subject:"；请用空行与正文分开
said-draft-twice = 第 { $line } 行："{ $name }:" 出现了两次
said-draft-to = 第 { $line } 行："To:" 之后不是一个邮件地址
said-draft-no-subject = 缺少主题；请写在 "Subject:" 之后
said-draft-no-body = 正文为空
said-draft-too-long = 邮件超过 { $most } KiB
said-draft-no-address = 草稿没有邮件地址
said-draft-not-taken = 没有邮件程序接收草稿
said-not-taken = 没有程序接收：请为 { $scheme }: 链接设置一个
said-editor-failed = 无法使用编辑器：{ $why }
said-clipboard-off = 未复制：设置中 clipboard = "off"
said-clipboard-full = 未复制：终端最多接收 { $most } KiB
said-clipboard-tmux = 未复制：tmux 不接收程序的文本；请执行 tmux set -s set-clipboard on
said-alert-failed = alerts.notify：无法启动 { $program }：{ $why }
said-no-settings-folder = 没有存放设置的主文件夹；请用 --config 指定

said-no-address-known = 没有已知的地址
said-no-number-known = 没有已知的号码
said-no-name-known = 没有已知的姓名
said-no-company-known = 没有已知的公司
said-no-id-known = 没有已知的编号

said-view-no-name = 没有名称
said-view-long-name = 名称超过 { $most } 个字符
said-view-marks = 名称不能含引号、逗号和括号

said-masked = 已遮蔽：姓名、公司、地址和文字均已隐藏
said-unmasked = 已取消遮蔽
