language-name = English

## Days and times. $day is a number without a zero in front, $time is 09:00, $year is 2026.

# $name - Mon, Tue, Wed, Thu, Fri, Sat or Sun
weekday = { $name }
month = { $number ->
    [1] Jan
    [2] Feb
    [3] Mar
    [4] Apr
    [5] May
    [6] Jun
    [7] Jul
    [8] Aug
    [9] Sep
    [10] Oct
    [11] Nov
   *[other] Dec
}
day-and-time = { $weekday } { $day } { $month } { $time }
day-year-and-time = { $weekday } { $day } { $month } { $year } { $time }
weekday-and-time = { $weekday } { $time }
day-month = { $day } { $month }
day-and-year = { $day } { $month } { $year }

## How long ago: one unit

just-now = just now
minutes-ago = { $minutes }m ago
hours-ago = { $hours }h ago
days-ago = { $days }d ago
