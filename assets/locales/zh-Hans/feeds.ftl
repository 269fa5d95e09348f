health-well = 正常
health-waiting = 等待中
health-nothing-yet = 尚无线索
health-offline = 离线
health-silent = 静默
health-not-running = 未运行
health-broken = 故障
