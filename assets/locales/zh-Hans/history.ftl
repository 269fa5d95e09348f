happened-touched = { $channel }：{ $outcome }
happened-planned = 计划于 { $time } 跟进
happened-planned-step = 下一步 { $step }：{ $time }
happened-snoozed = 暂缓至 { $time }
happened-qualified = 已判定合格
happened-qualified-overridden = 已判定合格，略过未满足的前提
happened-dismissed = 已关闭：{ $reason }
happened-nurtured = 培育至 { $time }
happened-reopened = 重新打开
happened-noted = 备注
happened-assigned = 分配给 { $owner }
happened-assigned-to-nobody = 取消分配
happened-ticked = 已勾选：{ $items }
happened-unticked = 重新未满足：{ $items }
happened-milestone = 里程碑：{ $milestone }
happened-opted-out = 要求不再通过以下方式联系：{ $channels }
happened-linked = 已与 { $record } 关联
happened-unlinked = 已与 { $record } 解除关联
happened-undone = 已撤销
happened-redone = 已恢复
happened-unknown = { $kind }（由更新版本的 leadclock 记录）

override-give-up = 仍然提前放弃
override-bombardment = 仍然在短时间内再次联系
override-their-hour = 仍然在对方非日间时段致电
override-heads-up = 仍然就合作伙伴负责的产品联系

guard-give-up = 提前放弃
guard-bombardment = 短时间内再次联系
guard-their-hour = 在对方非日间时段致电
guard-heads-up = 就合作伙伴负责的产品联系

done-touch = 联系已记录
done-touched = 已记录{ $channel }：{ $outcome }
done-changed = 已更改：{ $items }
done-no-more-mails = 不再发送邮件
done-no-more-calls = 不再致电
done-planned = { $time } 跟进
done-noted = 备注已写入

then-step = 接着 { $time } { $channel }（{ $number }/{ $of }）
then-nurturing = 最后一步：培育至 { $time }

asks-give-up = 仅 { $tally }；以“没有回应”关闭需要 { $needed }
asks-untried = 尚未联系过；以“没有回应”关闭需要 { $needed }
asks-tally = { $days }内通过 { $channels }联系 { $touches }
asks-touches = { $number } 次
asks-channels = { $number } 种渠道
asks-days = { $number } 天
asks-too-many = 最近 { $span } 内已联系 { $touches } 次
asks-same-channel = 上次{ $channel }是在{ $ago }
asks-their-hour = 现在是{ $there }
asks-heads-up = { $offer } 由合作伙伴负责（DNC）
