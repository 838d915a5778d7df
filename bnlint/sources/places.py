"""Where something stands in a file."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Cell:
    """A code cell of a notebook, which is one program of its code cells.

    `number` counts from 1 over all cells, those that hold no code included, as Jupyter and ruff show them. `first_line`
    is the cell's first line in the program. `file_lines` holds, for each line of the cell, the line of the `.ipynb`
    file in which it stands.
    """

    number: int
    first_line: int
    file_lines: tuple[int, ...]

    def line(self, line: int) -> int:
        """Line `line` of the program, counted within the cell."""
        return line - self.first_line + 1

    def file_line(self, line: int) -> int:
        """The line of the `.ipynb` file in which line `line` of the program stands."""
        return self.file_lines[min(max(line - self.first_line, 0), len(self.file_lines) - 1)]


@dataclass(frozen=True, order=True)
class Place:
    """A stretch of one file.

    `path` is absolute. Lines and columns count from 1; columns are characters, and `end_column` lies just behind
    the last one; all four are 0 for the file as a whole. In a notebook lines count through the program that its code
    cells are, and `cell` is the one that holds `line`.
    """

    path: str
    line: int
    column: int
    end_line: int
    end_column: int
    cell: Cell | None = field(default=None, compare=False, repr=False)

    def contains(self, other: "Place") -> bool:
        """Whether the other place lies within this one."""
        begins = (self.line, self.column) <= (other.line, other.column)
        ends = (other.end_line, other.end_column) <= (self.end_line, self.end_column)
        return self.path == other.path and begins and ends

    @property
    def where(self) -> str:
        """The line as reports show it behind the path: `12`, or `cell 3:12` in a notebook."""
        return str(self.line) if self.cell is None else f"cell {self.cell.number}:{self.shown_line}"

    @property
    def shown_line(self) -> int:
        """`line` as people count it: within the cell of a notebook."""
        return self.line if self.cell is None else self.cell.line(self.line)

    @property
    def shown_end_line(self) -> int:
        """`end_line` as people count it: within the cell of a notebook."""
        return self.end_line if self.cell is None else self.cell.line(self.end_line)
