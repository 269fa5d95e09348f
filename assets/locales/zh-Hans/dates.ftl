language-name = 简体中文

weekday = { $name ->
    [Mon] 周一
    [Tue] 周二
    [Wed] 周三
    [Thu] 周四
    [Fri] 周五
    [Sat] 周六
    [Sun] 周日
   *[other] { $name }
}
month = { $number }月
day-and-time = { $month }{ $day }日{ $weekday } { $time }
day-year-and-time = { $year }年{ $month }{ $day }日{ $weekday } { $time }
weekday-and-time = { $weekday } { $time }
day-month = { $month }{ $day }日
day-and-year = { $year }年{ $month }{ $day }日

just-now = 刚刚
minutes-ago = { $minutes } 分钟前
hours-ago = { $hours } 小时前
days-ago = { $days } 天前
