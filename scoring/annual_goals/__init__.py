"""Annual goals of the company (满意度 95, 响应 15 分钟 …): set by HR, counted from the cards of the year's months."""
