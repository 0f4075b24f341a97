from tests.support.command_line import empty_place

__all__ = ["empty_place"]
