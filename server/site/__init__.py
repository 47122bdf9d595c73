"""Pages for people who look before they query. One blueprint a page, none imports another.

What they share: `frame` sends a page, `model` knows what every IRI is called and is, `statements`
and `sentences` put what the report states into words, `evidence` shows where it does.
"""
