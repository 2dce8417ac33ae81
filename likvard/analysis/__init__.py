"""Tables in, estimates out: each with its error, its n, what is random, and the method in words.

No Django and no pages. `table.read` opens a data file; each estimator is a plain function that takes a `Table`
and returns a frozen `results.Result` whose `to_json()` is a stable contract.
"""
