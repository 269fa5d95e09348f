stage-do-not-contact = 请勿联系
stage-other = 其他
stage-interest = 意向
stage-trial = 试用
stage-acquired = 已获取

status-new = 新线索
status-working = 跟进中
status-nurturing = 培育中
status-qualified = 已合格
status-dismissed = 已关闭

clock-on-track = 未到期
clock-due-soon = 即将到期
clock-overdue = 已逾期
clock-met = 已响应
clock-none = 无需跟进

group-trial = 试用
group-acquired = 已获取
group-interest = 意向
group-other = 其他
group-snoozed = 暂缓
group-forgotten = 被遗忘
group-nurturing = 培育中
group-qualified = 已合格
group-dismissed = 已关闭
group-do-not-contact = 请勿联系
group-test = 测试

source-azure-marketplace = Azure 市场
source-azure-portal = Azure 门户
source-appsource = AppSource
source-test-drive = 体验版
source-other = 其他来源

action-install = 获取产品
action-contact-me = 请求联系
action-do-not-contact = 请勿联系
action-create = 在门户中创建
action-start-test-drive = 体验版
action-other = 其他操作

did-install = 获取了产品
did-contact-me = 请求联系
did-do-not-contact = 转给了合作伙伴
did-create = 在门户中创建了产品
did-start-test-drive = 开始了体验版
did-other = 做了我们尚不认识的操作

channel-call = 电话
channel-email = 邮件
channel-meeting = 会议
channel-other = 其他联系

outcome-no-answer = 无人接听
outcome-voicemail = 已留言
outcome-reached = 已接通
outcome-call-back = 请求回电
outcome-wrong-number = 号码有误
outcome-sent = 已发送
outcome-replied = 对方已回复
outcome-bounced = 被退回
outcome-booked = 已约定
outcome-held = 已举行
outcome-no-show = 对方未到
outcome-done = 已完成

reason-budget = 预算不足
reason-no-answer = 没有回应
reason-other-vendor = 选择了其他供应商
reason-requirement = 需求不符
reason-not-a-customer = 不是客户
reason-timeline = 时间太紧
reason-spam = 垃圾信息或滥用
reason-other = 其他
reason-wrong-number = 号码有误
reason-opted-out = 要求不再联系
reason-competitor = 竞争对手
reason-test = 测试

similar-untagged = 去掉标签后地址相同
similar-phone = 电话号码相同
similar-name-and-company = 姓名和公司相同
similar-shared-mailbox = 共用同一邮箱

late-minute = 1 分钟内
late-five-minutes = 5 分钟内
late-quarter = 15 分钟内
late-hour = 1 小时内
late-four-hours = 4 小时内
late-day = 1 天内
late-week = 1 周内
late-longer = 超过 1 周

step = { $channel }，第 { $number }/{ $of } 步

there-at = 当地{ $time }
there-span = 当地{ $from }-{ $to }
there-span-of-days = { $from }-{ $to }
there-between = 当地时间介于 { $from } 与 { $to } 之间（{ $why }）
there-phone-fits-several = 电话号码对应多个时区
there-country-has-several = { $country } 有多个时区
there-country-and-phone = 国家 { $country }，电话 { $phone }

why-test = Microsoft 的测试线索，无需跟进
why-opted-out = 要求不再联系
why-heads-up = 请勿联系：已转给合作伙伴，仅供知悉
why-overdue = 已逾期 { $time }：{ $cause }
why-due-soon = 即将到期，剩余 { $left }：{ $cause }
why-on-track = 剩余 { $left }：{ $cause }
why-planned = 计划的跟进
why-asked = 提出了请求
why-no-touch-yet = { $did }，尚未联系
why-since-last-touch = 上次联系后又{ $did }
why-dismissed = 已关闭：{ $reason }
why-qualified = 已合格，没有后续计划
why-nothing-owed = 无需跟进
why-answered = 已响应，没有后续计划

obstacle-opted-out = 要求不再联系
obstacle-not-this-way = 要求不再以此方式联系
obstacle-heads-up-only = 仅供知悉：已转给合作伙伴
obstacle-no-number = 没有电话号码
obstacle-unreadable-number = 无法拨打：{ $number }
obstacle-wrong-number = 号码属于他人
obstacle-no-address = 没有邮件地址
obstacle-unreadable-address = 不是地址：{ $address }
obstacle-bounced = 上次邮件被退回
