## How a feed is

health-well = well
health-waiting = waiting
health-nothing-yet = nothing yet
health-offline = offline
health-silent = silent
health-not-running = not running
health-broken = broken

## What a feed is

feed-https = HTTPS endpoint
feed-folder = folder
feed-dynamics = Dynamics 365
feed-salesforce = Salesforce
feed-marketo = Marketo
feed-azure-table = Azure table

## The page of the feeds

feeds-looking = looking at the feeds…
feeds-made-up = Made-up leads come from no feed.
feeds-none = No feed brings leads yet.
feeds-from-the-shell = From the shell, once:
feeds-add-table = Azure Table storage, by its connection string
feeds-add-https = an HTTPS endpoint of your own, for `leadclock serve`
feeds-add-folder = a folder for files, such as Partner Center's download
feeds-add-dynamics = leads that Partner Center writes into Dynamics 365
feeds-add-salesforce = leads that Partner Center hands to Salesforce
feeds-add-marketo = people who filled in the marketplace's form in Marketo
feeds-by-themselves = Then new leads arrive by themselves while this is open.
# $why comes from the feed, in English
feeds-failing = for { $span }: { $why }
feeds-start-receiver = start `leadclock serve`: nothing can arrive while it does not run
feeds-quarantined = { $count } could not be read and kept: see `leadclock doctor`, and try again by `leadclock import --quarantine`
feeds-waiting = { $count } to be told there
feeds-refused = { $count } refused there: `leadclock outbox` says why, and what to do
feeds-likely-causes = Likely causes:
feeds-read = read { $ago }
feeds-never-read = never read so far
feeds-receiver-gone = receiver gone { $ago }
feeds-receiver-runs = receiver runs
feeds-receiver-never-ran = receiver never ran
feeds-never = never
feeds-arrivals = { $count } in { $days }d  record { $record }  test { $test }
feeds-late = records reach us { $all }
feeds-late-half = half of the records reach us { $half }, all { $all }
feeds-usual = usually something comes every { $span }
feeds-silent = nothing came for { $span }
# Two things said of one feed
feeds-both = { $first }; { $second }

## Why a feed is likely to be silent

silent-account = Partner Center writes elsewhere: its connection string names another account, or its key was renewed since
silent-table = Partner Center writes to another table: `leadclock feed test` looks for one
silent-writer = Microsoft can not write: its password ended (every 90 days), or the Lead Writer solution or its role is gone from Dynamics
silent-web-to-lead = Web-to-Lead takes nothing in: reCAPTCHA is on, a picklist of the form is mandatory, or 500 leads came within a day
silent-form = Partner Center has another form, Munchkin ID or server, or the form was unapproved in Design Studio
silent-organisation = Partner Center writes into another organisation, or marks leads in a column that this feed does not look at: `leadclock feed test` says which
silent-address = the address in Partner Center is another one, or bears a secret that was taken back
silent-firewall = a firewall, a proxy or an expired certificate stands before the receiver
silent-no-download = nobody has put a new download into the folder
silent-nobody-asked = nobody asked: press Validate in Partner Center, and a test lead should arrive in minutes
silent-withheld = leads from .edu addresses are withheld by Microsoft; a notification mail can come all the same

## How it stands between a lead and a CRM that is told what was decided. $feed is the name of a feed.

posted-sent = { $feed } was told { $ago }
posted-waiting = to be told to { $feed }
posted-refused = refused by { $feed }: { $why }
posted-tell-again = { $key } tells it again
posted-overtaken = { $feed } had the last word { $ago }
posted-gone = deleted in { $feed } { $ago }
