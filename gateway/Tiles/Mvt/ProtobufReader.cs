namespace UrbanDataHub.Gateway.Tiles.Mvt;

/// <summary>
/// Walks the fields of one Protocol Buffers message without copying. Whatever is no such message is an
/// <see cref="InvalidDataException"/>.
/// </summary>
internal ref struct ProtobufReader(ReadOnlyMemory<byte> message)
{
    /// <summary>Wire type of a number.</summary>
    public const int Varint = 0;

    /// <summary>Wire type of bytes with their length before them.</summary>
    public const int Bytes = 2;

    private const int Fixed64 = 1;
    private const int Fixed32 = 5;
    private int _at;

    /// <summary>Number of the field read last.</summary>
    public int Field { get; private set; }

    /// <summary>Its wire type.</summary>
    public int Wire { get; private set; }

    /// <summary>Its value, where it is a number.</summary>
    public ulong Number { get; private set; }

    /// <summary>Its value, where it is bytes.</summary>
    public ReadOnlyMemory<byte> Content { get; private set; }

    /// <summary>The whole field as it stands, with its tag.</summary>
    public ReadOnlyMemory<byte> Raw { get; private set; }

    /// <summary>Goes to the next field; false at the end.</summary>
    public bool Read()
    {
        if (_at == message.Length)
            return false;
        var begin = _at;
        var tag = ReadVarint();
        (Field, Wire) = ((int)Math.Min(tag >> 3, int.MaxValue), (int)(tag & 7));
        switch (Wire)
        {
            case Varint:
                Number = ReadVarint();
                break;
            case Bytes:
                var length = ReadVarint();
                Content = Take(length);
                break;
            case Fixed64:
                Take(8);
                break;
            case Fixed32:
                Take(4);
                break;
            default:
                throw new InvalidDataException($"wire type {Wire} does not exist");
        }

        Raw = message[begin.._at];
        return true;
    }

    /// <summary>The numbers of a packed field.</summary>
    public static List<uint> Packed(ReadOnlyMemory<byte> content)
    {
        var reader = new ProtobufReader(content);
        var numbers = new List<uint>();
        while (reader._at < content.Length)
        {
            var number = reader.ReadVarint();
            numbers.Add(number <= uint.MaxValue ? (uint)number : throw new InvalidDataException("a number is longer than 32 bits"));
        }

        return numbers;
    }

    private ReadOnlyMemory<byte> Take(ulong length)
    {
        if (length > (ulong)(message.Length - _at))
            throw new InvalidDataException("a field is longer than its message");
        var taken = message.Slice(_at, (int)length);
        _at += (int)length;
        return taken;
    }

    private ulong ReadVarint()
    {
        var span = message.Span;
        ulong value = 0;
        for (var shift = 0; shift < 64; shift += 7)
        {
            if (_at == span.Length)
                throw new InvalidDataException("the message ends within a number");
            var part = span[_at++];
            value |= (ulong)(part & 0x7f) << shift;
            if (part < 0x80)
                return value;
        }

        throw new InvalidDataException("a number is longer than 64 bits");
    }
}
