header-overdue = { $count } 逾期
header-due-soon = { $count } 即将到期
header-open = { $count } 待处理
header-demo = 演示
header-read-only = 只读
header-masked = 已遮蔽
header-feeds-want-a-look = { $count } 个数据源需要查看
header-offline = 离线
header-offline-since = 离线，截至 { $when }
header-synced = { $ago }同步
header-unsent = { $count } 项待发送
header-refused = ✗ { $count } 项被 CRM 拒绝

header-queue = 队列
header-board = 看板
header-numbers = 统计
header-feeds = 数据源
header-lead = 线索
header-keys = 按键
header-today = 今日

filter-hint = { $key } 筛选
filter-matches = { $shown } 条匹配
filter-many-match = 匹配很多
filter-view = 视图：{ $name }
filter-is = 筛选：{ $query }
filter-esc-clears = Esc 清除
filter-empty = 输入词语或字段：due: is: stage: owner: …

list-open = { $count } 条待处理
list-overdue = { $count } 条逾期
list-step = { $number }/{ $of }

board-none = 无

page-and = { $first }，{ $second }
page-of = { $label }：{ $words }
page-more = 还有 { $count } 行 ↓
page-more-below = 更多 ↓
page-too-small = leadclock 需要 { $needed }，现为 { $given }

page-no-name = （无姓名）
page-mail = 邮件
page-call = 电话
page-time = 时间
page-good-from = { $words }；本地 { $better } 起适合致电
page-same-person = 是同一个人吗？
page-link-keys = { $link } 关联，{ $unlink } 否认
page-linked = 已关联
page-unlink-key = { $unlink } 解除关联

page-why-first = 排序原因
page-left-of = { $left } / { $limit }
page-due = 到期
page-due-working = { $due }，按工作时间
page-due-closed = { $due }，按工作时间；{ $open } 前不办公
page-waiting = 等待
page-waited = 提出请求已 { $time }
page-waited-late = 提出请求已 { $time }；记录迟到 { $late }
page-status = 状态
page-touches = { $count ->
    [0] 尚未联系
   *[other] { $count } 次联系
}
page-guards-overridden = { $count } 次忽略提醒
page-last-touch = 上次 { $time }
page-snoozed = 暂缓
page-snoozed-until = 至 { $time }
page-planned = 计划
page-owner = 负责人
page-opted-out = 不再联系
page-crm = CRM
page-no-more-mails = 要求不再收到邮件
page-no-more-calls = 要求不再接到电话
page-heads-up = 知悉
page-heads-up-says = 有一个请求已转给合作伙伴（DNC）；该产品由合作伙伴答复
page-milestones = 里程碑
page-no-milestone = 尚未达成

page-prerequisites = 前提
page-all-met = 全部满足
page-to-qualify = 判定合格
page-open-of = { $of } 项中 { $count } 项未满足
page-ask = 待询问
page-known = 已知

page-history = 历史
page-day = { $year }-{ $month ->
    [Jan] 01
    [Feb] 02
    [Mar] 03
    [Apr] 04
    [May] 05
    [Jun] 06
    [Jul] 07
    [Aug] 08
    [Sep] 09
    [Oct] 10
    [Nov] 11
    [Dec] 12
   *[other] { $month }
}-{ $day }
page-records = 记录
page-record = { $action }（{ $source }）
page-with-code = { $words }（{ $code }）
page-began = 始于 { $time }
page-reached-us = { $late } 后送达

page-about-snoozed = 到时间之前不显示；期限照常计算。
page-about-forgotten = 待处理，但已 30 天未联系。不会遗漏。
page-about-nurturing = 推迟较长时间，已定日期。
page-about-qualified = 值得进入完整的销售流程，已移交。
page-about-dismissed = 没有后续；按 { $key } 重新打开。
page-about-do-not-contact = Microsoft 已转给合作伙伴、仅供知悉的线索，以及要求不再联系的人。
page-shows-them = 展开

page-no-hour = 当地现在不宜致电
page-not-dialled = 无法拨打
page-not-an-address = 不是地址

today-looking = 正在汇总今日…
today-done = 今日已完成
today-touches = 次联系
today-planned = 次跟进已计划
today-qualified = 已合格
today-dismissed = 已关闭
today-overrides = 次忽略提醒
today-left = 剩余
today-overdue = 逾期
today-before-midnight = 今日内还将到期
today-then = 接下来
today-nothing = 目前无需跟进

welcome-reading = 正在读取线索…
welcome-no-match = 没有线索符合筛选。
welcome-looks-at =
    筛选会查找姓名、公司、产品和地址，
    不区分大小写和重音符号。
welcome-clears = 清除筛选
welcome-none-yet = 还没有线索。
welcome-read-only = 此处数据库只读。
welcome-import = 读取线索文件：CSV、JSON 或 JSONL
welcome-feeds = 数据源：连接一次，线索自动送达
welcome-demo = 用虚构的线索试用
welcome-help = 全部按键
welcome-quit = 退出
welcome-shell = 命令行：leadclock FILE… 读取文件并打开此界面。

panel-really = 确定吗？
panel-so-for = { $of } 条中有 { $asked } 条如此；尚未执行任何操作
panel-again = 再按一次：仍然执行，并记录在案
panel-what-is-met = 哪些前提已满足？
panel-qualifies = 判定合格
panel-qualifies-all-the-same = 说明理由，仍然判定合格
panel-who-is-the-same = 谁与此人相同：
panel-who-is-another = 谁与此人不同：
panel-open-what = 打开什么？
panel-copy-what = 复制什么？
panel-which-view = 哪个视图？
panel-save-the-filter = 保存筛选：{ $query }

panel-to = 收件人
panel-subject = 主题
panel-no-address = （无地址）
panel-masked = 已遮蔽：{ $key } 显示草稿；打开或复制时为原文

footer-not-saved = 未保存：{ $words }
footer-saving = 正在保存…
footer-reading = 正在读取文件…
footer-marked = 已标记 { $count } 条：操作对全部生效 · Esc 清除标记
footer-nobody = 无人

footer-why-qualify = 为何仍然判定合格？
footer-note = 备注（{ $whom }）：
footer-view-name = 视图另存为
footer-view-of = 用于 { $query }
footer-import = 导入哪个文件？
footer-formats = CSV、JSON 或 JSONL

footer-back = 返回
footer-went-out = 已发出：记录
footer-not-sent = 未发出
footer-mail-program = 用邮件程序打开
footer-edit = 编辑
footer-copy = 复制
footer-scroll = 滚动
footer-tick = 勾选
footer-go-on = 继续
footer-keep = 保留
footer-clear = 清除
footer-move = 移动
footer-complete = 补全
footer-do-it = 执行
footer-save = 保存
footer-save-as-view = 将筛选存为视图
footer-by-what = 分组
footer-what-they-mean = 含义
footer-the-numbers = 统计
footer-ask-now = 立即查询
