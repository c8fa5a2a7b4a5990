namespace UrbanDataHub.Sensors.SensorThings.Asking;

/// <summary>Cuts the text of query options where a sign stands outside of parentheses and quotes.</summary>
internal static class OptionText
{
    /// <summary>The parts between the signs.</summary>
    public static List<string> Split(string text, char sign)
    {
        var (parts, begin, depth, quoted) = (new List<string>(), 0, 0, false);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\'')
                quoted = !quoted;
            else if (quoted)
                continue;
            else if (text[i] == '(')
                depth++;
            else if (text[i] == ')')
                depth--;
            else if (text[i] == sign && depth == 0)
            {
                parts.Add(text[begin..i]);
                begin = i + 1;
            }
        }

        parts.Add(text[begin..]);
        return parts;
    }
}
