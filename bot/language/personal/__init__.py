"""The rules behind bot.language.personal_data, one module a sort of data."""
