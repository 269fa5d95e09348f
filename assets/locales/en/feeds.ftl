## How a feed is

health-well = well
health-waiting = waiting
health-nothing-yet = nothing yet
health-offline = offline
health-silent = silent
health-not-running = not running
health-broken = broken
