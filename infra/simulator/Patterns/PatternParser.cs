using System.Globalization;
using System.Text.RegularExpressions;

namespace UrbanDataHub.Simulator.Patterns;

/// <summary>Reads the regular expressions that source descriptions may hold: those without look-around and back-references.</summary>
internal sealed class PatternParser
{
    // The plainest characters come first: of a class that holds many, a word of small letters reads best.
    private static readonly string[] s_alphabets =
        ["abcdefghiklmnoprstuw", "0123456789", "ABCDEFGHIKLMNOPRSTUW", "äöüÄÖÜß", " ", "\n\t", ".,;:-_/|()[]{}\"'!?#%&+*=@<>~^$\\`"];

    private readonly string _pattern;
    private int _at;
    private int _unnamed;

    private PatternParser(string pattern) => _pattern = pattern;

    /// <summary>The parts of a pattern.</summary>
    /// <exception cref="NotSupportedException">It holds a construction that cannot be rendered; the message names it.</exception>
    public static PatternNode Parse(string pattern)
    {
        var parser = new PatternParser(pattern);
        var node = parser.Alternation();
        return parser._at == pattern.Length ? node : throw Unknown(pattern[parser._at..]);
    }

    private char Here => _at < _pattern.Length ? _pattern[_at] : '\0';

    private PatternNode Alternation()
    {
        var branches = new List<PatternNode> { Sequence() };
        while (Here == '|')
        {
            _at++;
            branches.Add(Sequence());
        }

        return branches.Count == 1 ? branches[0] : new PatternNode.Alternation(branches);
    }

    private PatternNode.Sequence Sequence()
    {
        var parts = new List<PatternNode>();
        while (_at < _pattern.Length && Here is not ('|' or ')'))
            parts.Add(Quantified(Atom()));
        return new PatternNode.Sequence(parts);
    }

    private PatternNode Quantified(PatternNode atom)
    {
        while (Quantifier() is var (least, most))
            atom = new PatternNode.Repeat(atom, least, most);
        return atom;
    }

    private (int Least, int Most)? Quantifier()
    {
        (int, int)? bounds = Here switch
        {
            '*' => (0, int.MaxValue),
            '+' => (1, int.MaxValue),
            '?' => (0, 1),
            '{' => Braces(),
            _ => null,
        };
        if (bounds is null)
            return null;
        _at = Here == '{' ? _pattern.IndexOf('}', _at) + 1 : _at + 1;
        // Lazy or not, the same texts match.
        if (Here == '?')
            _at++;
        return bounds;
    }

    /// <summary>{2}, {2,} or {2,4}; a brace that is none of these stands for itself.</summary>
    private (int, int)? Braces()
    {
        var end = _pattern.IndexOf('}', _at);
        var ends = end < 0 ? [] : _pattern[(_at + 1)..end].Split(',');
        if (ends.Length is 0 or > 2 || !Whole(ends[0], out var least))
            return null;
        if (ends.Length == 1)
            return (least, least);
        if (ends[1].Length == 0)
            return (least, int.MaxValue);
        return Whole(ends[1], out var most) ? (least, most) : null;
    }

    private static bool Whole(string text, out int number) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);

    private PatternNode Atom()
    {
        switch (Here)
        {
            case '(':
                return Group();
            case '[':
                return Class(ClassEnd() + 1);
            case '.':
                return Class(_at + 1);
            case '\\':
                return Escape();
            case '^' or '$':
                _at++;
                return new PatternNode.Anchor();
            default:
                return new PatternNode.Literal(_pattern[_at++]);
        }
    }

    private PatternNode Escape()
    {
        var letter = _at + 1 < _pattern.Length ? _pattern[_at + 1] : throw Unknown("\\");
        switch (letter)
        {
            case 'b' or 'B' or 'A' or 'z' or 'Z' or 'G':
                _at += 2;
                return new PatternNode.Anchor();
            case 'd' or 'D' or 'w' or 'W' or 's' or 'S':
                return Class(_at + 2);
            case 'p' or 'P':
                return Class(_pattern.IndexOf('}', _at) + 1);
            case >= '1' and <= '9' or 'k':
                throw Unknown("\\" + letter);
            case 'x':
                return Character(4);
            case 'u':
                return Character(6);
            default:
                return Character(2);
        }
    }

    private PatternNode.Literal Character(int length)
    {
        var escape = _pattern.Substring(_at, Math.Min(length, _pattern.Length - _at));
        _at += length;
        return new PatternNode.Literal(Regex.Unescape(escape)[0]);
    }

    private PatternNode Group()
    {
        _at++;
        var name = GroupName();
        var content = Here == ')' ? new PatternNode.Sequence([]) : Alternation();
        if (Here != ')')
            throw Unknown("(");
        _at++;
        return name is null ? content : new PatternNode.Group(name, content);
    }

    /// <summary>The name or number of a group; null for one that captures nothing, such as <c>(?:…)</c> and <c>(?s)</c>.</summary>
    private string? GroupName()
    {
        if (Here != '?')
            return (++_unnamed).ToString(CultureInfo.InvariantCulture);
        var head = _pattern[_at..];
        if (head.StartsWith("?<=", StringComparison.Ordinal) || head.StartsWith("?<!", StringComparison.Ordinal))
            throw Unknown("(" + head[..3]);
        if (head[1] is '<' or '\'')
        {
            var end = head.IndexOf(head[1] == '<' ? '>' : '\'', 2);
            _at += end + 1;
            return head[2..end];
        }

        var flags = 1;
        while (flags < head.Length && (char.IsAsciiLetter(head[flags]) || head[flags] == '-'))
            flags++;
        if (flags == head.Length || head[flags] is not (':' or ')'))
            throw Unknown("(" + head[..Math.Min(flags + 1, head.Length)]);
        _at += head[flags] == ':' ? flags + 1 : flags;
        return null;
    }

    /// <summary>The end of a class in brackets; the first character may be a bracket that stands for itself.</summary>
    private int ClassEnd()
    {
        var first = _pattern.AsSpan(_at + 1).StartsWith("^") ? _at + 2 : _at + 1;
        var end = first;
        while (end < _pattern.Length && (_pattern[end] != ']' || end == first))
            end += _pattern[end] == '\\' ? 2 : 1;
        return end < _pattern.Length ? end : throw Unknown("[");
    }

    /// <summary>The plainest characters that the expression for one character matches.</summary>
    private PatternNode.Set Class(int end)
    {
        var expression = _pattern[_at..end];
        _at = end;
        var matches = new Regex($"^(?:{expression})$", RegexOptions.Singleline | RegexOptions.CultureInvariant);
        foreach (var alphabet in s_alphabets)
        {
            var choices = string.Concat(alphabet.Where(c => matches.IsMatch(c.ToString())));
            if (choices.Length > 0)
                return new PatternNode.Set(choices);
        }

        var rare = string.Concat(Enumerable.Range(' ', 0x250).Select(c => (char)c).Where(c => matches.IsMatch(c.ToString())));
        return rare.Length > 0 ? new PatternNode.Set(rare) : throw Unknown(expression);
    }

    private static NotSupportedException Unknown(string construction) => new($"the construction '{construction}' of a pattern is not known here");
}
