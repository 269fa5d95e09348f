checklist-need = 需求
checklist-need-asks = 哪些方面应比现在更好？若不改变会怎样？
checklist-budget = 预算
checklist-budget-asks = 是否已为此安排资金？大约多少？
checklist-authority = 决策人
checklist-authority-asks = 谁来决定？还有谁有发言权？
checklist-timing = 时间
checklist-timing-asks = 何时必须投入使用？那一天会发生什么？

checklist-challenges = 难题
checklist-challenges-asks = 他们想摆脱哪个问题？
checklist-money = 资金
checklist-money-asks = 这个问题让他们付出多少？解决它可以花多少？
checklist-priority = 优先级
checklist-priority-asks = 在他们必须做的所有事中，它排在哪里？

checklist-metrics = 指标
checklist-metrics-asks = 要改变哪个数字？改变多少？
checklist-economic-buyer = 出资决策人
checklist-economic-buyer-asks = 谁能批准这笔钱？
checklist-decision-criteria = 决策标准
checklist-decision-criteria-asks = 他们依据什么作出选择？
checklist-decision-process = 决策流程
checklist-decision-process-asks = 签约之前有哪些步骤？何时完成？
checklist-pain = 痛点
checklist-pain-asks = 什么问题严重到必须采取行动？
checklist-champion = 内部支持者
checklist-champion-asks = 内部谁希望促成此事，并在我们不在场时为我们说话？

milestone-meeting-booked = 已约会议
milestone-proposal-sent = 已发方案
milestone-won = 成交
milestone-lost = 丢单
