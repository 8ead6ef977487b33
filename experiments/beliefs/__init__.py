"""What is believed that programmes do, from studies as they were measured, by one rule of scepticism.

Takes the library's studies and beliefs (`scenarios/evidence.py`); gives each belief with every step to it (`forming`), in words
(`words`), and the file of parameters that holds them (`writing`). statsmodels pools, so that modules are imported one by one.
"""
