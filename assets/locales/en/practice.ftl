## What must be known before a lead is qualified: a short name, and the question that is asked.
## BANT

checklist-need = need
checklist-need-asks = What should be better than it is today, and what if nothing changes?
checklist-budget = budget
checklist-budget-asks = Is there money set aside for it, and roughly how much?
checklist-authority = authority
checklist-authority-asks = Who decides, and who else has a say?
checklist-timing = timing
checklist-timing-asks = When must it be in use, and what happens on that day?

## CHAMP

checklist-challenges = challenges
checklist-challenges-asks = Which problem do they want to be rid of?
checklist-money = money
checklist-money-asks = What does the problem cost them, and what may the cure cost?
checklist-priority = priority
checklist-priority-asks = Where does it stand among everything else they must do?

## MEDDIC

checklist-metrics = metrics
checklist-metrics-asks = Which number is to change, and by how much?
checklist-economic-buyer = economic buyer
checklist-economic-buyer-asks = Who can say yes to the money?
checklist-decision-criteria = decision criteria
checklist-decision-criteria-asks = By what will they choose?
checklist-decision-process = decision process
checklist-decision-process-asks = Which steps lead to a signature, and by when?
checklist-pain = pain
checklist-pain-asks = What hurts enough to act on?
checklist-champion = champion
checklist-champion-asks = Who wants it inside, and speaks for us when we are not there?

## What a qualified lead can reach

milestone-meeting-booked = meeting booked
milestone-proposal-sent = proposal sent
milestone-won = won
milestone-lost = lost
