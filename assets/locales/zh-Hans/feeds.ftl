health-well = 正常
health-waiting = 等待中
health-nothing-yet = 尚无线索
health-offline = 离线
health-silent = 静默
health-not-running = 未运行
health-broken = 故障

feed-https = HTTPS 端点
feed-folder = 文件夹
feed-dynamics = Dynamics 365
feed-salesforce = Salesforce
feed-marketo = Marketo
feed-azure-table = Azure 表

feeds-looking = 正在查看数据源…
feeds-made-up = 演示线索不来自任何数据源。
feeds-none = 还没有数据源带来线索。
feeds-from-the-shell = 在命令行中，只需一次：
feeds-add-table = Azure 表存储，用其连接字符串
feeds-add-https = 自己的 HTTPS 端点，由 `leadclock serve` 提供
feeds-add-folder = 放文件的文件夹，例如合作伙伴中心的下载文件
feeds-add-dynamics = 合作伙伴中心写入 Dynamics 365 的线索
feeds-add-salesforce = 合作伙伴中心交给 Salesforce 的线索
feeds-add-marketo = 在 Marketo 中填写市场表单的人
feeds-by-themselves = 此后只要打开本程序，新线索就会自动到达。
feeds-failing = 已持续 { $span }：{ $why }
feeds-start-receiver = 请启动 `leadclock serve`：它不运行时什么都无法到达
feeds-quarantined = { $count } 条无法读取，已保留：见 `leadclock doctor`，可用 `leadclock import --quarantine` 重试
feeds-waiting = { $count } 项决定待发送到那里
feeds-refused = { $count } 项被拒绝：`leadclock outbox` 会说明原因和处理办法
feeds-likely-causes = 可能的原因：
feeds-read = { $ago }读取
feeds-never-read = 尚未读取
feeds-receiver-gone = 接收器{ $ago }停止
feeds-receiver-runs = 接收器运行中
feeds-receiver-never-ran = 接收器从未运行
feeds-never = 从未
feeds-arrivals = { $days } 天内 { $count } 条  记录 { $record }  测试 { $test }
feeds-late = 记录在{ $all }到达
feeds-late-half = 一半的记录在{ $half }到达，全部在{ $all }到达
feeds-usual = 通常每 { $span } 有记录到达
feeds-silent = 已有 { $span } 没有任何记录
feeds-both = { $first }；{ $second }

## Why a feed is likely to be silent

silent-account = 合作伙伴中心写到了别处：它的连接字符串指向另一个帐户，或其密钥后来更换过
silent-table = 合作伙伴中心写入另一张表：`leadclock feed test` 会查找它
silent-writer = Microsoft 无法写入：其密码已到期（每 90 天），或 Dynamics 中的 Lead Writer 解决方案或其角色已被移除
silent-web-to-lead = Web-to-Lead 未接收：reCAPTCHA 已开启、表单中有必填的选项列表，或一天内已收到 500 条线索
silent-form = 合作伙伴中心填写的是另一个表单、Munchkin ID 或服务器，或该表单已在 Design Studio 中取消批准
silent-organisation = 合作伙伴中心写入了另一个组织，或在此来源不查看的列中标记线索：`leadclock feed test` 会指出是哪一列
silent-address = 合作伙伴中心里的地址不是这一个，或带有已收回的密钥
silent-firewall = 接收器前有防火墙、代理或已过期的证书
silent-no-download = 还没有人把新下载的文件放进文件夹
silent-nobody-asked = 没有人询问：请在合作伙伴中心点击“验证”，几分钟内应收到一条测试线索
silent-withheld = Microsoft 不提供 .edu 地址的线索；通知邮件仍可能送达

## How it stands between a lead and a CRM

posted-sent = { $ago }已告知 { $feed }
posted-waiting = 待告知 { $feed }
posted-refused = 被 { $feed } 拒绝：{ $why }
posted-tell-again = 按 { $key } 再次告知
posted-overtaken = { $ago }以 { $feed } 的决定为准
posted-gone = { $ago }在 { $feed } 中被删除
