"""The source witness: reads Python source abstractly and states the facts about the graphs that it builds."""
